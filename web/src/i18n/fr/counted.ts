/** A count with its noun: nothing and one are singular in French. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count <= 1 ? one : many}`;
}
