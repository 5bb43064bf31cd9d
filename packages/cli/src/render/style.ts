import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'cyan' | 'green' | 'yellow' | 'red';
export type Paint = (style: Style, text: string) => string;

/** Whether to colour was decided for the stream that the text goes to; `styleText` must not decide again. */
export function painter(coloured: boolean): Paint {
  return coloured
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
}
