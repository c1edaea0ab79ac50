/** Remembers what was computed for an object as long as the object lives. */

/** Wraps `compute` so that it runs once for each key; for what is asked of a parsed schema again and again. */
export function cached<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>()
  return (key) => {
    let entry = known.get(key)
    if (!entry) {
      entry = { value: compute(key) }
      known.set(key, entry)
    }
    return entry.value
  }
}
