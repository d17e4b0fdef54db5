/**
 * Stable, dependency-free hashing for places where the core and the workflow sandbox must agree.
 * 64 bits of FNV-1a: enough to notice that two folds differ and to spread accounts over a window.
 * Content hashes that must resist an adversary (policies, documents) are SHA-256, taken outside the core.
 */

/** JSON with object keys sorted at every depth, so that equal data has one text. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** Sixteen hexadecimal digits that depend on every character of the text. */
export function stableHash(text: string): string {
  return fnv(text, 0x811c9dc5).toString(16).padStart(8, '0') + fnv(text, 0x01000193).toString(16).padStart(8, '0');
}

/** A whole number in [0, bound) that depends only on the text: the same account always gets the same slot. */
export function stableSlot(text: string, bound: number): number {
  return bound <= 0 ? 0 : fnv(text, 0x811c9dc5) % bound;
}

function fnv(text: string, seed: number): number {
  let hash = seed >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193) >>> 0;
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193) >>> 0;
  }
  // A last avalanche: without it the low bits of near-equal ids stay near-equal and herds stay herds.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b) >>> 0;
  hash ^= hash >>> 13;
  return hash >>> 0;
}
