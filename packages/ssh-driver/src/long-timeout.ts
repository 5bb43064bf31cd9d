/** The longest delay that a timer of Node.js takes, 24.8 days: one that is longer fires after 1 ms. */
const LONGEST_MS = 2 ** 31 - 1;

/** A timer for any time, in pieces that Node.js takes. The function that is returned takes it back. */
export function longTimeout(ms: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (remainingMs: number): void => {
    const pieceMs = Math.min(remainingMs, LONGEST_MS);
    timer = setTimeout(() => {
      if (remainingMs > pieceMs) arm(remainingMs - pieceMs);
      else callback();
    }, pieceMs);
  };
  arm(ms);
  return () => clearTimeout(timer);
}
