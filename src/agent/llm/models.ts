import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import type { AgentConfig } from '../../contract/agent.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { createModelFetch } from './model-fetch.ts';
import type { ModelServer } from './model-failures.ts';
import { describeBadName, ownKeyVariable, type Provider, providers, splitModelName } from './providers.ts';

/** The operator's keys, and addresses of the providers where they are not the usual ones. */
export interface ModelAccess {
  openai: ProviderAccess;
  anthropic: ProviderAccess;
  google: ProviderAccess;
  /** For servers that a trigger names by `base_url`: its owner must never be sent a provider's key. */
  own: { key: string | undefined };
}
interface ProviderAccess {
  key: string | undefined;
  baseUrl: string | undefined;
}

/** A model that can be asked once. */
export interface ReadyModel {
  model: LanguageModel;
  server: ModelServer;
  isAnthropic: boolean;
}

/**
 * Finds the model that a configuration names. OpenAI is spoken to by chat completions, as compatible servers are: it
 * keeps nothing between requests, and one protocol serves both.
 */
export function createModels({ guard, access }: { guard: NetworkGuard; access: ModelAccess }) {
  const fetchFor = createModelFetch(guard);

  /** @throws {AutoTriggerError} PlannerFailed where the name is none, or the key is missing. */
  return function modelOf({ model: name = '', base_url: ownAddress }: AgentConfig): ReadyModel {
    if (ownAddress !== undefined) return ownModel(name, ownAddress);
    const known = splitModelName(name);
    if (known === undefined) throw new AutoTriggerError('PlannerFailed', describeBadName(name));
    return knownModel(known.provider, name, known.model);
  };

  function ownModel(name: string, address: string): ReadyModel {
    const { key } = access.own;
    const server: ModelServer = {
      name: `the server at ${URL.canParse(address) ? new URL(address).host : address}`,
      model: name,
      keyVariable: ownKeyVariable,
      key,
      addressFrom: 'config.base_url',
    };
    const settings = {
      name: 'own',
      baseURL: address,
      fetch: fetchFor(server),
      ...(key === undefined ? {} : { apiKey: key }),
    };
    return { model: createOpenAICompatible(settings).chatModel(name), server, isAnthropic: false };
  }

  function knownModel(provider: Provider, name: string, model: string): ReadyModel {
    const { key, baseUrl } = access[provider];
    const { variable, address, usual } = providers[provider];
    if (key === undefined)
      throw new AutoTriggerError('PlannerFailed', `config.model (${name}) needs a key; set ${variable} for the worker`);
    const server: ModelServer = { name: provider, model: name, keyVariable: variable, key, addressFrom: address };
    // an address is always given, as the providers' code would else look into the environment
    const settings = { apiKey: key, baseURL: baseUrl ?? usual, fetch: fetchFor(server) };
    const create = {
      openai: () => createOpenAI(settings).chat(model),
      anthropic: () => createAnthropic(settings)(model),
      google: () => createGoogle(settings)(model),
    }[provider];
    return { model: create(), server, isAnthropic: provider === 'anthropic' };
  }
}
