/** What the core has to know of a message template: where it exists and of what it speaks. Its words stay outside. */
import type { Channel, MessagePurpose } from './cadence-policy.ts';

export type TemplateFacts = {
  readonly templateId: string;
  readonly channel: Channel;
  /** ISO 639-1 code of the text. */
  readonly language: string;
  readonly purpose: MessagePurpose;
  /** Its words speak of legal action: 15 USC 1692e(5) wants a recorded intent before. */
  readonly speaksOfLegalAction: boolean;
  /** Its words speak of credit reporting: true only where the creditor furnishes. */
  readonly speaksOfFurnishing: boolean;
  readonly offersDiscount: boolean;
  /** Days from the date of the text to the deadline that it names; null: it names none. */
  readonly deadlineDays: number | null;
};

/** The texts of one template in one channel, in every language that it has. */
export function textsOf(templates: readonly TemplateFacts[], templateId: string, channel: Channel): readonly TemplateFacts[] {
  return templates.filter((template) => template.templateId === templateId && template.channel === channel);
}
