/** Parameters that change from visit to visit or campaign to campaign: the page is the same without them. */
const visitParameters =
  /^(?:utm_.*|mc_[ce]id|fbclid|gclid|dclid|msclkid|igshid|yclid|_hs(?:enc|mi)|_ga|_gl|pk_.*|mtm_.*|at_.*|cmpid|ncid|spm|ref|ref_src|referrer|phpsessid|jsessionid|aspsessionid.*|session_?id|sid|s_cid|cache_?bust(?:er)?|nocache|timestamp|_)$/i;

/**
 * The canonical address of an entry, by which it is known again at the next visit: https and http are one, as are
 * `www.` and none, a trailing slash and none; fragment, campaign parameters and session ids are left out.
 * @throws {TypeError} where the text is no address.
 */
export function entryKey(address: string): string {
  const url = new URL(address);
  // where scripts build the pages, what stands behind the hash is the address
  const route = /^#!?\/.+/.test(url.hash) ? url.hash.replace(/\/$/, '') : '';
  url.hash = '';
  url.pathname = url.pathname.replace(/;jsessionid=[^/]*/i, '').replace(/\/(?:index\.(?:html?|php))?$/, '');
  const names = Array.from(url.searchParams.keys()).filter((name) => visitParameters.test(name));
  for (const name of names) url.searchParams.delete(name);
  url.searchParams.sort();
  const path = url.pathname.replace(/\/$/, '');
  return `${url.host.replace(/^www\./, '')}${path}${url.searchParams.size === 0 ? '' : `?${url.searchParams.toString()}`}${route}`;
}

/** The key of an entry that is a part of a page: the fragment is all that tells it from its neighbours. */
export function sectionKey(address: string): string {
  return `${entryKey(address)}${new URL(address).hash}`;
}

const campaignParameters = /^(?:utm_.*|mc_[ce]id|fbclid|gclid|msclkid|yclid)$/i;

/** An address without the parameters of campaigns; all else is left as it is. */
export function withoutCampaign(url: URL): URL {
  const bare = new URL(url);
  const names = Array.from(url.searchParams.keys()).filter((name) => campaignParameters.test(name));
  for (const name of names) bare.searchParams.delete(name);
  return bare.search === url.search ? url : bare;
}
