import { proxySinks } from '@temporalio/workflow';
import type { ResidenceSinks } from '../contract/activities.ts';

export const { residence } = proxySinks<ResidenceSinks>();
