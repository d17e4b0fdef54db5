/** The HTML side of an e-mail: the same words as its text, readable on a phone, nothing loaded from elsewhere. */

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Paragraphs from blank lines, lists from lines that begin with "- ", links from https addresses. */
export function textToHtml(text: string, language: string): string {
  const blocks = text.split(/\n{2,}/).map(blockToHtml).join('\n');
  return `<!doctype html>\n<html lang="${escapeHtml(language)}">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>\n`
    + `<body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#222;max-width:600px">\n${blocks}\n</body>\n</html>\n`;
}

function blockToHtml(block: string): string {
  const lines = block.split('\n');
  if (lines.every((line) => line.startsWith('- '))) return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
  return `<p>${lines.map(inline).join('<br>')}</p>`;
}

function inline(text: string): string {
  // A full stop or bracket behind an address ends the sentence, not the address.
  return escapeHtml(text).replace(/https?:\/\/[^\s<]+[^\s<.,;:)]/g, (address) => `<a href="${address}">${address}</a>`);
}
