/** What a document may tell the developer, errors included: each message takes the worker's time, wanted or not. */
const messagesMax = 200;

/** The script that every document begins with. It bounds what can be bounded nowhere else. */
export const documentStart = `(${begin.toString()})(${messagesMax})`;

/** Runs in the page, so it may use nothing from outside. */
function begin(messagesMax: number): void {
  let left = messagesMax;
  const isWithin = () => (left -= 1) >= 0;
  const bounded = (target: object, name: string) => {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== 'function') return;
    Reflect.set(target, name, function (this: unknown, ...given: unknown[]) {
      return isWithin() ? Reflect.apply(original, this, given) : undefined;
    });
  };
  for (const name of Object.keys(console)) bounded(console, name);
  // an event that is prevented is not told to the developer
  for (const name of ['error', 'unhandledrejection'])
    addEventListener(name, (event) => void (isWithin() || event.preventDefault()), { capture: true });

  // Playwright's own block of service workers can be taken away by the page
  const register = () => Promise.reject(new DOMException('There are no service workers here.', 'SecurityError'));
  if ('ServiceWorkerContainer' in globalThis)
    Object.defineProperty(ServiceWorkerContainer.prototype, 'register', { value: register });
}
