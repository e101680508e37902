/** Whose vectors there are instead of those of the model asked for, as `Frequencies` tells it. */
export function othersThan(model: string | null, there: readonly string[]): { vectorsOf?: string } {
  const [other] = there;
  return model === null || other === undefined || there.includes(model) ? {} : { vectorsOf: other };
}
