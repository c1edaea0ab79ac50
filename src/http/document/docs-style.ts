/** How the page for people looks: the system's fonts, light or dark as the reader has it, one column where it is narrow. */

export const docsStyle = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fcfbf9, #14161b); --panel: light-dark(#f3f1ec, #1c1f26); --line: light-dark(#e2dfd7, #2d313b);
  --ink: light-dark(#1f2430, #e4e6eb); --soft: light-dark(#626a79, #969eae); --accent: light-dark(#0b6e6e, #58c4bd);
  --get: light-dark(#1a6b3c, #7bd39a); --post: light-dark(#1f5fae, #8bbcf7); --put: light-dark(#8a5a00, #e5b864);
  --delete: light-dark(#a8322a, #f29b92); --code: light-dark(#232838, #0d0f13); --code-ink: #e6e9f0;
}
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1rem }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; display: grid;
  grid-template-columns: 19rem minmax(0, 1fr) }
code, pre { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; font-size: .875em }
a { color: var(--accent); text-decoration: none }
a:hover, a:focus-visible { text-decoration: underline }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1.25rem; border-right: 1px solid var(--line);
  background: var(--panel); font-size: .875rem }
nav .name { font-size: 1.15rem; font-weight: 650; letter-spacing: -.01em; color: var(--ink) }
nav h2 { margin: 1.4rem 0 .3rem; font-size: .72rem; letter-spacing: .07em; text-transform: uppercase; color: var(--soft) }
nav ul { list-style: none; margin: 0; padding: 0 }
nav li a { display: flex; gap: .5rem; padding: .18rem .35rem; margin: 0 -.35rem; border-radius: 4px; color: var(--ink);
  align-items: baseline }
nav li a:hover { background: var(--line); text-decoration: none }
nav li .method { font-size: .62rem; min-width: 2.9rem; padding: 0; background: none; text-align: left }
nav li span:last-child { overflow-wrap: break-word; min-width: 0 }
input[type=search] { width: 100%; margin-top: 1rem; padding: .45rem .65rem; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: 6px }
main { padding: 2.5rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 82rem }
h1 { font-size: 2rem; letter-spacing: -.02em; line-height: 1.2; margin: 0 0 .4rem }
.lead { font-size: 1.1rem; color: var(--soft); margin: 0 0 1.5rem }
.intro p { max-width: 46rem }
section > h2 { margin: 4rem 0 .2rem; font-size: 1.5rem; letter-spacing: -.015em }
section > p { color: var(--soft); margin: 0 0 1rem; max-width: 46rem }
article { padding: 1.6rem 0 1.2rem; border-top: 1px solid var(--line) }
article:target { box-shadow: -1rem 0 0 var(--paper), -1.2rem 0 0 var(--accent) }
h3 { margin: 0; font-size: 1.05rem; font-weight: 600; overflow-wrap: anywhere }
h3 .path { font-size: 1em } h3 var { font-style: normal; color: var(--accent) }
h4 { margin: 1.2rem 0 .3rem; font-size: .72rem; letter-spacing: .07em; text-transform: uppercase; color: var(--soft) }
.anchor { opacity: 0; padding: 0 .3rem } article:hover .anchor, .anchor:focus-visible { opacity: 1 }
.summary { margin: .45rem 0 0; max-width: 46rem } .id { color: var(--soft); margin-left: .4rem }
.columns { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); gap: 0 2.5rem }
.method { font: 650 .72rem/1 ui-monospace, Menlo, Consolas, monospace; padding: .28rem .45rem; border-radius: 4px; color: var(--m);
  background: color-mix(in srgb, var(--m) 13%, transparent); vertical-align: .1em }
.get { --m: var(--get) } .post { --m: var(--post) } .put { --m: var(--put) } .delete { --m: var(--delete) }
.status { font: 600 .8rem ui-monospace, Menlo, Consolas, monospace; color: var(--s) }
.s2 { --s: var(--get) } .s3 { --s: var(--post) } .s4 { --s: var(--put) } .s5 { --s: var(--delete) }
.quiet { color: var(--soft); font-size: .9em } .always { color: var(--accent); font-size: .75rem; font-weight: 500 }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); font-weight: 400 }
tr:last-child > * { border-bottom: 0 }
thead th { font-size: .72rem; letter-spacing: .07em; text-transform: uppercase; color: var(--soft) }
tbody th { white-space: nowrap } .type { color: var(--soft); min-width: 6rem }
dl { margin: 0; font-size: .9rem } dt { margin-top: .3rem } dd { margin: 0; color: var(--soft) }
details { margin-top: .8rem; font-size: .9rem } summary { cursor: pointer; color: var(--accent) }
.try { display: flex; flex-direction: column; gap: 1rem; padding-top: 1.2rem; min-width: 0 }
figure { margin: 0; background: var(--code); color: var(--code-ink); border-radius: 8px; overflow: hidden; position: relative }
figcaption { padding: .45rem .9rem; font-size: .72rem; letter-spacing: .07em; text-transform: uppercase; color: #a3abbd;
  border-bottom: 1px solid #ffffff1c }
pre { margin: 0; padding: .8rem .9rem; overflow-x: auto; line-height: 1.5; max-height: 26rem }
button { position: absolute; top: .25rem; right: .4rem; font: 500 .75rem system-ui, sans-serif; color: #c9d0de; background: none;
  border: 0; padding: .25rem .5rem; border-radius: 4px; cursor: pointer } button:hover { background: #ffffff1c }
[hidden] { display: none !important }
@media (max-width: 75rem) { .columns { grid-template-columns: minmax(0, 1fr) } }
@media (max-width: 56rem) {
  body { display: block }
  nav { position: static; height: auto; max-height: 45vh; border-right: 0; border-bottom: 1px solid var(--line); padding: 1rem }
  main { padding-top: 1.5rem } tbody th { white-space: normal }
}
@media print { nav, button { display: none } body { display: block } }
`
