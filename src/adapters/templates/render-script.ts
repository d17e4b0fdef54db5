/** Words for officers: call scripts in the debtor's language, instructions of tasks in the office's. */
import type { RenderedTemplate, TemplateCatalogue } from './template-catalogue.ts';
import type { TemplateVariables } from './template-variables.ts';

/** The script of a call task, or the instruction of any other task; a call script is tried first because it has the debtor's language. */
export function renderScript(catalogue: TemplateCatalogue, templateId: string, language: string, variables: TemplateVariables): RenderedTemplate {
  const channel = catalogue.factsOf(templateId, 'call', language) === null ? 'task' : 'call';
  return catalogue.render(templateId, channel, language, variables);
}
