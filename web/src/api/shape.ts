/** Readers that check what came over the wire before the page relies on it. */

/** Something in an answer is not what the contract says. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';

  /** @param path where in the answer, such as `items[3].name` */
  constructor(path: string, expected: string) {
    super(`${path === '' ? 'the answer' : path} is not ${expected}`);
  }
}

/** Reads a value found at `path`, or throws {@link ShapeError}. */
export type Reader<T> = (value: unknown, path: string) => T;

export const text: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw new ShapeError(path, 'a string');
  return value;
};

export const number: Reader<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ShapeError(path, 'a number');
  return value;
};

const DECIMAL = /^[-+]?\d+(\.\d+)?$/;

/** A decimal, in quotes as the API writes those that must not lose digits, or without. */
export const decimal: Reader<number> = (value, path) => {
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value);
  return number(value, path);
};

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false');
  return value;
};

/** What `read` gives, or `fallback` for a key that an older server does not send. */
export function otherwise<T>(read: Reader<T>, fallback: T): Reader<T> {
  return (value, path) => (value === undefined || value === null ? fallback : read(value, path));
}

/** `null`, and a key that an older server does not send, read as `null`. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null || value === undefined ? null : read(value, path));
}

/** As {@link nullable}; also what `read` refuses is `null`. For what the page can do without. */
export function optional<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => {
    try {
      return read(value, path);
    } catch {
      return null;
    }
  };
}

export function list<T>(read: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, 'a list');
    return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
  };
}

/** Reads the named keys of an object; keys of a newer server are left out. */
export function object<T extends object>(readers: { [Key in keyof T]: Reader<T[Key]> }): Reader<T> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ShapeError(path, 'an object');
    }
    const source = value as Record<string, unknown>;
    const result: Partial<T> = {};
    for (const key of Object.keys(readers) as (keyof T & string)[]) {
      result[key] = readers[key](source[key], path === '' ? key : `${path}.${key}`);
    }
    return result as T;
  };
}
