/** JSON pointers (RFC 6901): `/fields/0/type`, and an empty text for the whole. */

/** @param segments - keys of members and positions of items, from the outermost on. */
export function jsonPointer(segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The keys and positions that a pointer leads through; what stands before its first slash is no part of it. */
export function pointerSegments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}
