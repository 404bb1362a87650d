import type { ToolCall } from '../../contract/tools.ts';

/** A call that changed what is in a field, as it was planned: with the names of secrets in their place. */
type FieldCall = Extract<ToolCall, { tool: 'type' | 'select' | 'click' }>;

export interface FilledField {
  call: FieldCall;
  /** Where its secrets would appear, which a person approved. */
  ask?: string;
}

const fieldsMax = 30;

/** What was done to the fields of the document that is open, so that it can be done again. */
export class FieldJournal {
  #fields: FilledField[] = [];

  get fields(): readonly FilledField[] {
    return this.#fields;
  }

  /** A later text in the same field takes the place of the earlier one; more fields than 30 are not kept. */
  note(field: FilledField): void {
    const { tool, arguments: now } = field.call;
    const isSame = ({ call }: FilledField) => tool !== 'click' && call.tool === tool && call.arguments.ref === now.ref;
    this.#fields = [...this.#fields.filter((one) => !isSame(one)), field].slice(0, fieldsMax);
  }

  /** References are good for one document. */
  forget(): void {
    this.#fields = [];
  }
}
