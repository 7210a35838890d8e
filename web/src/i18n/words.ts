/** Words of the API with what the page says for them; one that is not here is shown as it came. */
export type Words<Said = string> = Partial<Record<string, Said>>;
