import { type SearchAttributeName, searchAttributes } from '../../contract/temporal-names.ts';
import { isUnanswered, type TemporalConnection } from './connection.ts';
import { IndexedValueType } from './temporal-enums.ts';

/** The types that a search attribute can have, as people name them to Temporal. */
export const attributeTypes = {
  Text: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Double: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
} as const;

export interface SearchAttributeSurvey {
  usable: SearchAttributeName[];
  missing: SearchAttributeName[];
  /** Registered with another type, so of no use here. */
  mistyped: { name: SearchAttributeName; type: string }[];
}

/**
 * Which of the product's search attributes the server has.
 *
 * @throws {AutoTriggerError} where the server does not answer, or does not tell.
 */
export async function surveySearchAttributes(temporal: TemporalConnection): Promise<SearchAttributeSurvey> {
  const { customAttributes } = await temporal.call(() =>
    temporal.operator.listSearchAttributes({ namespace: temporal.namespace }),
  );
  const survey: SearchAttributeSurvey = { usable: [], missing: [], mistyped: [] };
  for (const [name, wanted] of Object.entries(searchAttributes) as [SearchAttributeName, string][]) {
    const found = customAttributes[name];
    const [type = `type ${found}`] = Object.entries(attributeTypes).find(([, number]) => number === found) ?? [];
    if (found === undefined) survey.missing.push(name);
    else if (type === wanted) survey.usable.push(name);
    else survey.mistyped.push({ name, type });
  }
  return survey;
}

/** The search attributes that can be used; none where the server does not let this client ask. */
export async function usableSearchAttributes(temporal: TemporalConnection): Promise<SearchAttributeName[]> {
  try {
    return (await surveySearchAttributes(temporal)).usable;
  } catch (error) {
    if (isUnanswered(error)) throw error;
    return [];
  }
}
