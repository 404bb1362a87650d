/**
 * Settles as `work` does; once so many milliseconds are over, with what `otherwise` gives or throws instead. What the
 * work comes to later is nobody's any more, not even its error. The timer keeps no process alive.
 */
export async function within<Result, Otherwise>(
  milliseconds: number,
  work: Promise<Result>,
  otherwise: () => Otherwise | Promise<Otherwise>,
): Promise<Result | Otherwise> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, milliseconds).unref();
  try {
    return await Promise.race([work, over.promise.then(otherwise)]);
  } finally {
    clearTimeout(timer);
  }
}
