import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { messageOf } from '../contract/errors.ts';

/** What a payload becomes that cannot be decoded: no schema accepts it. */
export class UndecodablePayload {
  readonly undecodable: string;

  constructor(reason: string) {
    this.undecodable = reason;
  }
}

/**
 * The default converter, whose decoding never throws: a signal in an unknown encoding would otherwise fail the
 * workflow task for ever, and anyone can send one.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the interface is Temporal's
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch (error) {
      return new UndecodablePayload(messageOf(error)) as T;
    }
  },
};
