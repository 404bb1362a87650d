export { account } from './account.ts';
export { autoTrigger } from './auto-trigger.ts';
export { redelivery } from './redelivery.ts';
