import type { en } from './en.ts';

/** Everything the page says, in one language: English decides what there is to say. */
export type Dictionary = typeof en;

/** The columns of the camera table. */
export type Column = keyof Dictionary['cameras']['columns'];
