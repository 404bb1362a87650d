import type { WorkflowHandle } from '@temporalio/client';
import { eventually } from './eventually.ts';

/** Resolves when the page that was held while a person thinks has been given back. */
export async function pageGivenBack(handle: WorkflowHandle): Promise<void> {
  await eventually('the page is given back', async () => {
    const { events } = await handle.fetchHistory();
    const held = (events ?? [])
      .filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'holdPage')
      .map(({ eventId }) => String(eventId));
    return (events ?? []).some(({ activityTaskCompletedEventAttributes: completed }) =>
      held.includes(String(completed?.scheduledEventId)),
    );
  });
}
