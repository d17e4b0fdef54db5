import type { LetterContent } from '#adapters/letter/letter-content.ts';

export const LETTER: LetterContent = {
  language: 'es', letterheadName: 'Meridian Example Energy', letterheadLines: ['100 Example Plaza, Springfield, IL 62701', '+1 202-555-0107'],
  recipientLines: ['Case 07 Doe', '7 Example Street', 'Springfield, IL 62701'], dateOn: '2026-11-24', dateText: '24 de noviembre de 2026', reference: 'MER-000123',
  subject: '¿Último aviso? ¡Señor Núñez!', body: 'Primer párrafo con áéíóúñ.\n\n[[items]]\n\n[[instalments]]\n\nAtentamente,\nMeridian Example Energy',
  items: [{ reference: 'BILL-1', due_on: '5 de septiembre de 2026', amount: '$63.45' }, { reference: 'BILL-2', due_on: '5 de octubre de 2026', amount: '$60.00' }], total: '$123.45',
  instalments: [{ number: '1', due_on: '1 de diciembre de 2026', amount: '$123.45' }], footerLines: ['Meridian Example Energy · +1 202-555-0107'],
};
