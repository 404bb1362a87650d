/** The script that every document begins with. It bounds what can be bounded nowhere else. */
export const documentStart = `(${begin.toString()})()`;

/** Runs in the page, so it may use nothing from outside. */
function begin(): void {
  // what a document tells the developer nobody reads, and each message takes the worker's time
  for (const name of Object.keys(console).filter((key) => !['context', 'createTask'].includes(key)))
    if (typeof Reflect.get(console, name) === 'function') Reflect.set(console, name, () => undefined);
  // an event that is prevented is not told either
  for (const name of ['error', 'unhandledrejection'])
    addEventListener(name, (event) => event.preventDefault(), { capture: true });

  // Playwright's own block of service workers can be taken away by the page
  const register = () => Promise.reject(new DOMException('There are no service workers here.', 'SecurityError'));
  if ('ServiceWorkerContainer' in globalThis)
    Object.defineProperty(ServiceWorkerContainer.prototype, 'register', { value: register });
}
