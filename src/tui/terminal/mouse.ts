/** Presses and the wheel, in the SGR form that has no limit of columns; not the movement. */
export const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
export const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';
