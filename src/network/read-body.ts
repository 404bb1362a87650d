interface BodyLimits {
  /** What is beyond is not read, and the connection is lost with it. */
  maxBytes: number;
  /** A body that breaks off gives what came of it, instead of its error. */
  isPartEnough?: boolean;
}

/** Reads a body to its end, so that the connection can be used again, but no more than the limit. */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, isPartEnough = false }: BodyLimits,
): Promise<{ bytes: Buffer; isTooLong: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) break;
    }
  } catch (error) {
    if (!isPartEnough) throw error;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isTooLong: length > maxBytes };
}
