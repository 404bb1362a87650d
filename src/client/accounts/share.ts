/** The same call, shared by those who ask for the same while it is under way. */
export function sharing<Result>(read: (key: string) => Promise<Result>): (key: string) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>();
  return (key) => {
    const shared = underWay.get(key);
    if (shared !== undefined) return shared;
    const result = read(key).finally(() => underWay.delete(key));
    underWay.set(key, result);
    return result;
  };
}
