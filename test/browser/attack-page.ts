/** Where the attacks of a page go: services of this machine that no page has any business with. */
export interface Targets {
  /** `host:port` of a web server. */
  web: string;
  /** More names of it. */
  spellings: string[];
  /** A port of this machine for each way that can only be told by a connection, or a datagram, of its own. */
  ports: Record<'webrtc by tcp' | 'webrtc by udp' | 'webtransport', number>;
}

/** A piece of HTML; `at` gives the address at which the web server knows the way. */
type Way = (at: string, targets: Targets) => string;

const script = (code: string) => `<script>${code}</script>`;
const viaRedirect = (address: string) => `/away?to=${encodeURIComponent(address)}`;
const inWorker = (code: string) => `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}])))`;
const peer = (server: object) => `{
  const peer = new RTCPeerConnection({ iceServers: [${JSON.stringify(server)}] });
  peer.createDataChannel('c');
  peer.createOffer().then((offer) => peer.setLocalDescription(offer));
}`;

/** All that a page can load, or connect to, by itself. */
export const ways: Record<string, Way> = {
  img: (at) => `<img src="${at}">`,
  script: (at) => `<script src="${at}"></script>`,
  stylesheet: (at) => `<link rel="stylesheet" href="${at}">`,
  background: (at) => `<div style="background: url(${at}); height: 9px">x</div>`,
  font: (at) => `<style>@font-face { font-family: f; src: url(${at}) }</style><p style="font-family: f">font</p>`,
  'image in svg': (at) => `<svg width="9" height="9"><image href="${at}" width="9" height="9"/></svg>`,
  iframe: (at) => `<iframe src="${at}"></iframe>`,
  object: (at) => `<object data="${at}"></object>`,
  embed: (at) => `<embed src="${at}">`,
  video: (at) => `<video src="${at}" preload="auto"></video>`,
  poster: (at) => `<video poster="${at}"></video>`,
  prefetch: (at) => `<link rel="prefetch" href="${at}">`,
  preload: (at) => `<link rel="preload" as="image" href="${at}">`,
  'preloaded module': (at) => `<link rel="modulepreload" href="${at}">`,
  'speculation rules': (at) =>
    `<script type="speculationrules">{"prefetch": [{"source": "list", "urls": ["${at}"]}]}</script>`,
  fetch: (at) => script(`fetch('${at}', { mode: 'no-cors' }).catch(() => 0)`),
  'fetch that outlives the page': (at) =>
    script(`fetch('${at}', { method: 'POST', mode: 'no-cors', keepalive: true }).catch(() => 0)`),
  xhr: (at) => script(`{ const x = new XMLHttpRequest(); x.open('GET', '${at}'); x.send() }`),
  beacon: (at) => script(`navigator.sendBeacon('${at}', 'x')`),
  ping: (at) => `<a id="ping" href="#there" ping="${at}">p</a>${script("document.getElementById('ping').click()")}`,
  'event source': (at) => script(`new EventSource('${at}')`),
  websocket: (at) => script(`new WebSocket('${at.replace('http:', 'ws:')}')`),
  'fetch of a worker': (at) => script(inWorker(`fetch('${at}', { mode: 'no-cors' })`)),
  'script of a worker': (at) => script(inWorker(`importScripts('${at}')`)),
  'websocket of a worker': (at) => script(inWorker(`new WebSocket('${at.replace('http:', 'ws:')}')`)),
  form: (at) =>
    `<iframe name="into"></iframe><form id="form" target="into" method="post" action="${at}"></form>${script("document.getElementById('form').submit()")}`,
  popup: (at) => script(`window.open('${at}')`),
  'frame that refreshes': (at) => `<iframe srcdoc="<meta http-equiv='refresh' content='0; url=${at}'>"></iframe>`,
  'frame of data': (at) => `<iframe src="data:text/html,<img src='${at}'>"></iframe>`,
  'redirected img': (at) => `<img src="${viaRedirect(at)}">`,
  'redirected fetch': (at) => script(`fetch('${viaRedirect(at)}', { mode: 'no-cors' }).catch(() => 0)`),
  'redirected iframe': (at) => `<iframe src="${viaRedirect(at)}"></iframe>`,
  'report of a policy': (at) => `<iframe src="/policy?report=${encodeURIComponent(at)}"></iframe>`,
  'webrtc by tcp': (_at, { ports }) =>
    script(peer({ urls: `turn:127.0.0.1:${ports['webrtc by tcp']}?transport=tcp`, username: 'u', credential: 'c' })),
  'webrtc by udp': (_at, { ports }) => script(peer({ urls: `stun:127.0.0.1:${ports['webrtc by udp']}` })),
  webtransport: (_at, { ports }) =>
    script(`new WebTransport('https://127.0.0.1:${ports.webtransport}/').ready.catch(() => 0)`),
};

/** A name that the page asks for and that nobody knows. */
export const nowhere = 'nowhere.example';

/** Tries all of them, and asks for `/tried` when each has had its time. */
export function attackPage(targets: Targets): string {
  const address = (host: string, way: string) => `http://${host}/${encodeURIComponent(way)}`;
  const pieces = Object.entries(ways).map(([name, way]) => way(address(targets.web, name), targets));
  const spelled = targets.spellings.map((host) => `<img src="${address(host, `img of ${host}`)}">`);
  return `<!doctype html><title>Fine</title><h1>Fine</h1><p>All is well.</p>
    <img src="http://${nowhere}/"><link rel="dns-prefetch" href="//${nowhere}">
    ${[...pieces, ...spelled].join('\n')}
    ${script("onload = () => setTimeout(() => fetch('/tried'), 1_500)")}`;
}
