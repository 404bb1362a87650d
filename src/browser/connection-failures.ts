const reasons: Record<string, string> = {
  ERR_NAME_NOT_RESOLVED: 'its name is not known to DNS',
  ERR_CONNECTION_REFUSED: 'the connection was refused',
  ERR_CONNECTION_RESET: 'the connection was reset',
  ERR_CONNECTION_CLOSED: 'the connection was closed',
  ERR_CONNECTION_TIMED_OUT: 'no connection came about in time',
  ERR_EMPTY_RESPONSE: 'the server closed the connection without an answer',
  ERR_ADDRESS_UNREACHABLE: 'there is no way to its address',
  ERR_INTERNET_DISCONNECTED: 'there is no network',
  ERR_TOO_MANY_REDIRECTS: 'it redirects in a circle',
  ERR_SSL_PROTOCOL_ERROR: 'it does not speak TLS properly',
  ERR_CERT_DATE_INVALID: 'its certificate has expired',
  ERR_CERT_AUTHORITY_INVALID: 'its certificate comes from nobody that is trusted',
  ERR_CERT_COMMON_NAME_INVALID: 'its certificate is for another name',
  ERR_INVALID_HTTP_RESPONSE: 'it does not speak HTTP properly',
  ERR_PROXY_CONNECTION_FAILED: 'the network guard of this worker has ended',
};

/** What Chromium calls the errors of Node when it connects by itself. */
const withoutProxy: Record<string, string> = {
  ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
  ENODATA: 'ERR_NAME_NOT_RESOLVED',
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  ECONNRESET: 'ERR_CONNECTION_RESET',
  UND_ERR_SOCKET: 'ERR_CONNECTION_CLOSED',
  EHOSTUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ENETUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ENETDOWN: 'ERR_INTERNET_DISCONNECTED',
  ETIMEDOUT: 'ERR_CONNECTION_TIMED_OUT',
  UND_ERR_CONNECT_TIMEOUT: 'ERR_CONNECTION_TIMED_OUT',
  EPROTO: 'ERR_SSL_PROTOCOL_ERROR',
  CERT_HAS_EXPIRED: 'ERR_CERT_DATE_INVALID',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'ERR_CERT_AUTHORITY_INVALID',
  SELF_SIGNED_CERT_IN_CHAIN: 'ERR_CERT_AUTHORITY_INVALID',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'ERR_CERT_AUTHORITY_INVALID',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'ERR_CERT_AUTHORITY_INVALID',
  ERR_TLS_CERT_ALTNAME_INVALID: 'ERR_CERT_COMMON_NAME_INVALID',
};

/** By Chromium's name, like `ERR_CONNECTION_REFUSED`, what happened to a connection, for people; that name where there are no words. */
export function connectionWords(name: string): string {
  const reason = reasons[name];
  return reason === undefined ? name : `${reason} (${name})`;
}

/** Chromium's name for what Node or undici call an error, like `ECONNREFUSED`. */
export function chromiumNameOf(code: string): string {
  if (code.startsWith('HPE_')) return 'ERR_INVALID_HTTP_RESPONSE';
  if (code.startsWith('ERR_SSL_')) return 'ERR_SSL_PROTOCOL_ERROR';
  return withoutProxy[code] ?? `ERR_${code}`;
}
