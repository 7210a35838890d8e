/** What of the API's schemas the page reads, made from the generated types. */

import type { components } from './openapi.ts';

type Schemas = components['schemas'];

/**
 * A word from the server: one of `Known`, or one that a newer server has and this page does not.
 * The page shows such a word as it came instead of failing.
 */
export type Word<Known extends string> = Known | (string & Record<never, never>);

/** A value of the API as it is after reading: words are open, and what may be left out is `null`. */
type Read<T> = T extends string
  ? Word<T>
  : T extends readonly (infer Item)[]
    ? Read<Item>[]
    : T extends object
      ? { [Key in keyof T]-?: Read<Exclude<T[Key], undefined>> | Absence<T, Key> }
      : T;

type Absence<T, Key extends keyof T> = undefined extends T[Key] ? null : never;

/** The keys `Key` of the schema `Name`, all of them where none is named. */
export type Wire<
  Name extends keyof Schemas,
  Key extends keyof Schemas[Name] = keyof Schemas[Name],
> = Read<Pick<Schemas[Name], Key>>;

/** The words that the schema `Name` knows. */
export type Known<Name extends keyof Schemas> = Extract<Schemas[Name], string>;
