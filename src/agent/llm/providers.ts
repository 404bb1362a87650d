/** Who runs models that triggers name as PROVIDER/NAME: where the key is, and where their servers are. */
export const providers = {
  openai: { variable: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL', usual: 'https://api.openai.com/v1' },
  anthropic: { variable: 'ANTHROPIC_API_KEY', address: 'ANTHROPIC_BASE_URL', usual: 'https://api.anthropic.com/v1' },
  google: {
    variable: 'GOOGLE_GENERATIVE_AI_API_KEY',
    address: 'GOOGLE_GENERATIVE_AI_BASE_URL',
    usual: 'https://generativelanguage.googleapis.com/v1beta',
  },
} as const;
export type Provider = keyof typeof providers;

/** The key for servers that triggers name themselves, by `base_url`, where those want one. */
export const ownKeyVariable = 'AUTO_TRIGGER_LLM_API_KEY';

/** A model's name in its two parts; undefined where it has none, or the provider is not known. */
export function splitModelName(name: string): { provider: Provider; model: string } | undefined {
  const [, provider, model] = /^(openai|anthropic|google)\/(.+)$/s.exec(name) ?? [];
  return provider === undefined || model === undefined ? undefined : { provider: provider as Provider, model };
}

export function describeBadName(name: string): string {
  return `config.model (${name}) must be openai/NAME, anthropic/NAME or google/NAME; or give base_url with a name of that server`;
}
