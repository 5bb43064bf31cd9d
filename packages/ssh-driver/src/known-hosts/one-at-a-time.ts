const tails = new Map<string, Promise<unknown>>();

/**
 * Runs the work of one key in the order of arrival, never two at once. Many connections to one new server then find the key
 * that the first of them has added, instead of adding it again.
 */
export async function oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  tails.set(key, mine);
  try {
    return await mine;
  } finally {
    if (tails.get(key) === mine) tails.delete(key);
  }
}
