import { proxySinks } from '@temporalio/workflow';
import type { CachedRunsSinks } from '../contract/activities.ts';

export const { cachedRuns } = proxySinks<CachedRunsSinks>();
