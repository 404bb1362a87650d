import { messageOf } from '../../contract/errors.ts';
import { searchAttributes, type SearchAttributeName } from '../../contract/temporal-names.ts';
import type { TemporalConnection } from './connection.ts';
import { attributeTypes, surveySearchAttributes } from './search-attributes.ts';

/** What a worker found out about the search attributes: those it can use, and what a person should know. */
export interface SearchAttributeRegistration {
  usable: SearchAttributeName[];
  warnings: string[];
}

/**
 * Registers the search attributes that the server lacks, where it may; never throws for what the server refuses.
 *
 * A name that exists with another type is left alone: the server takes a second registration as done, whatever the type.
 */
export async function registerSearchAttributes(temporal: TemporalConnection): Promise<SearchAttributeRegistration> {
  const warnings: string[] = [];
  try {
    let survey = await surveySearchAttributes(temporal);
    if (survey.missing.length > 0) {
      const types = survey.missing.map((name) => [name, attributeTypes[searchAttributes[name]]]);
      const request = { namespace: temporal.namespace, searchAttributes: Object.fromEntries(types) };
      await temporal.call(() => temporal.operator.addSearchAttributes(request));
      survey = await surveySearchAttributes(temporal);
    }
    for (const { name, type } of survey.mistyped)
      warnings.push(`search attribute ${name} is registered as ${type}, not ${searchAttributes[name]}; it is not used`);
    return { usable: survey.usable, warnings };
  } catch (error) {
    const commands = Object.entries(searchAttributes).map(
      ([name, type]) => `temporal operator search-attribute create --name ${name} --type ${type}`,
    );
    const hint = `triggers run without them; someone who may can register them: ${commands.join('; ')}`;
    return { usable: [], warnings: [`search attributes: ${messageOf(error)}; ${hint}`] };
  }
}
