/** The page's own version, from package.json. */
declare const __VERSION__: string;
