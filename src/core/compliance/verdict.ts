/** The gate's answer: allow, or every reason why not, each with the rule, its source and the facts it rested on. */
import type { Instant } from '../local-time.ts';

export type Reason = {
  readonly ruleId: string;
  /** What this reason alone would have made of the contact: `channel_lost` blocks this medium or address only. */
  readonly answer: Exclude<RuleResult['kind'], 'pass'> | 'channel_lost';
  readonly citation: string;
  /** One plain sentence for the person who asks why. */
  readonly sentence: string;
  /** The values that the rule looked at. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
};

export type Verdict =
  | { readonly kind: 'allow'; readonly ruleIds: readonly string[] }
  /** Not by this medium or address as things stand. `channelLost` tells that another channel may still be open. */
  | { readonly kind: 'block'; readonly reasons: readonly Reason[]; readonly channelLost: boolean }
  | { readonly kind: 'defer'; readonly until: Instant; readonly reasons: readonly Reason[] }
  /** Nobody knows enough: deny and ask a person. */
  | { readonly kind: 'hold_human'; readonly reasons: readonly Reason[] };

/** What one rule says of one contact. */
export type RuleResult =
  | { readonly kind: 'pass' }
  | { readonly kind: 'block'; readonly facts: Reason['facts']; readonly sentence?: string; readonly channelLost: boolean }
  | { readonly kind: 'defer'; readonly untilMs: number; readonly facts: Reason['facts']; readonly sentence?: string }
  | { readonly kind: 'hold_human'; readonly facts: Reason['facts']; readonly sentence?: string };

export const PASS: RuleResult = { kind: 'pass' };
