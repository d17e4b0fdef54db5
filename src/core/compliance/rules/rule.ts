/** One rule: a header that people read and an evaluation that machines run. */
import type { RuleContext } from '../contact.ts';
import type { RuleResult } from '../verdict.ts';

export type Rule = {
  readonly ruleId: string;
  readonly citation: string;
  /** The rule in plain words; the sentence of a refusal unless the evaluation gives a better one. */
  readonly sentence: string;
  readonly evaluate: (context: RuleContext) => RuleResult;
};
