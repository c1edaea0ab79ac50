/** What the page for people can do besides being read: search, copy, and show its own address. It is whole without. */

export const docsScript = `
const search = document.querySelector('input[type=search]')
const entries = [...document.querySelectorAll('[data-words]')]
const links = new Map([...document.querySelectorAll('nav li')].map((item) => [item.firstElementChild.hash.slice(1), item]))
search.hidden = false
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  for (const entry of entries) {
    entry.hidden = !words.every((word) => entry.dataset.words.includes(word))
    const link = links.get(entry.id)
    if (link) link.hidden = entry.hidden
  }
  for (const group of document.querySelectorAll('nav div, main section'))
    group.hidden = !group.querySelector('li:not([hidden]), article:not([hidden])')
})
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== search) { event.preventDefault(); search.focus() }
  if (event.key === 'Escape' && document.activeElement === search) { search.value = ''; search.dispatchEvent(new Event('input')) }
})
for (const code of document.querySelectorAll('pre code'))
  code.textContent = code.textContent.replaceAll('http://127.0.0.1:8081', location.origin)
if (navigator.clipboard)
  for (const figure of document.querySelectorAll('figure')) {
    const button = document.createElement('button')
    button.textContent = 'Copy'
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(figure.querySelector('code').textContent)
      button.textContent = 'Copied'
      setTimeout(() => { button.textContent = 'Copy' }, 1500)
    })
    figure.append(button)
  }
`
