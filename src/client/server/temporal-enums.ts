import proto from '@temporalio/proto';

/** The numbers that Temporal's server uses, by their names. */
export const { IndexedValueType, PendingActivityState, WorkflowExecutionStatus, WorkflowTaskFailedCause } =
  proto.temporal.api.enums.v1;
