/** A map of so many entries at most: the one that was set longest ago goes first. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #sizeMax: number;

  constructor(sizeMax: number) {
    super();
    this.#sizeMax = sizeMax;
  }

  override set(key: Key, value: Value): this {
    this.delete(key); // or it would keep its place
    super.set(key, value);
    const [oldest] = this.keys();
    if (this.size > this.#sizeMax && oldest !== undefined) this.delete(oldest);
    return this;
  }
}
