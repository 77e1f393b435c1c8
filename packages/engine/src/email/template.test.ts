import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { foldAddress, parseAddress } from './email-address.js'
import { htmlToText } from './html-to-text.js'
import { liquidLimits, startLiquid } from './liquid.js'
import type { MergeValues } from './merge-values.js'
import { compileEmailTemplate, type Manner } from './template.js'

const liquid = startLiquid({ ...liquidLimits, deadlineMs: 200 })
afterAll(() => liquid.close())

const ada: MergeValues = { contact: { firstname: 'Ada', visits: 5, vip: true, evil: '<b>"x"</b>' } }

async function render(text: string, manner: Manner = 'html', values = ada): Promise<string> {
  const rendered = await compileEmailTemplate(text, manner).render(values, liquid)
  return rendered.ok ? rendered.text : `refused: ${rendered.message}`
}

describe('A-GEN-9 A-GEN-10 tokens', () => {
  it.each([
    ['Dear {{ contact.firstname | default: "there" }}', 'Dear Ada'],
    ['Dear {{ contact.nickname | default: "there" }}', 'Dear there'],
    ["{{contact.nickname|default:'you'}}", 'you'],
    ['a{{ contact.nickname }}b', 'ab'],
    ['{{ contact.visits }} {{ contact.vip }}', '5 true'],
    ['{{ personalization_token("contact.nickname", "friend") }}', 'friend'],
    ['{{ contact.constructor }}{{ constructor.name }}{{ contact.__proto__ }}', ''],
  ])('%s', async (text, expected) => {
    expect(compileEmailTemplate(text, 'html').hasLogic).toBe(false)
    expect(await render(text)).toBe(expected)
  })

  it('mean the same to parts and to Liquid', async () => {
    const name = fc.constantFrom('firstname', 'nickname', 'visits', 'vip', 'evil', 'constructor')
    const fallback = fc.option(fc.stringMatching(/^[a-z &<>]{0,8}$/), { nil: null })
    const piece = fc.oneof(
      fc.stringMatching(/^[a-z <>&]{0,10}$/),
      fc
        .tuple(name, fallback)
        .map(([n, d]) => (d === null ? `{{ contact.${n} }}` : `{{ contact.${n} | default: "${d}" }}`)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
        const text = pieces.join('')
        const logic = `${text}{% comment %}x{% endcomment %}`
        expect(compileEmailTemplate(logic, 'html').hasLogic).toBe(true)
        expect(await render(logic)).toBe(await render(text))
      }),
      { numRuns: 60 },
    )
  })
})

describe('logic', () => {
  it('A-EML-1 branches, loops and filters work', async () => {
    expect(await render('{% if contact.visits > 3 %}often{% else %}seldom{% endif %}')).toBe('often')
    expect(await render('{% for i in (1..3) %}{{ i }}{% endfor %}')).toBe('123')
    expect(await render('{{ contact.firstname | upcase }}')).toBe('ADA')
  })

  it('what is merged is escaped, and nothing switches that off', async () => {
    expect(await render('{{ contact.evil }}')).toBe('&lt;b&gt;&#34;x&#34;&lt;/b&gt;')
    expect(await render('{{ contact.evil | upcase }}')).toBe('&lt;B&gt;&#34;X&#34;&lt;/B&gt;')
    expect(await render('{{ contact.evil | raw }}')).toMatch(/^refused: undefined filter/)
    expect(await render('{{ contact.evil }}', 'text')).toBe('<b>"x"</b>')
  })

  it('an address that is a program leads nowhere', async () => {
    const values = { contact: { site: 'javascript:alert(1)' } }
    expect(await render('<a href="{{ contact.site }}">x</a>', 'html', values)).toBe(
      '<a href="#alert(1)">x</a>',
    )
  })

  it('reads no file and no prototype', async () => {
    expect(await render("{% include '/etc/passwd' %}")).toMatch(/^refused: /)
    expect(await render("{% render 'x' %}")).toMatch(/^refused: /)
    expect(await render('{{ contact.constructor.name | upcase }}')).toBe('')
  })

  it('one that takes too long, or makes too much, is ended; the next one works', async () => {
    const slow = '{% for i in (1..3000) %}{% for j in (1..3000) %}{{ i }}{% endfor %}{% endfor %}'
    expect(await render(slow)).toMatch(/^refused: /)
    const long = `{% for i in (1..2000) %}${'x'.repeat(1_000)}{% endfor %}`
    expect(await render(long)).toMatch(/^refused: /)
    expect(await render('{{ contact.firstname | upcase }}')).toBe('ADA')
  })

  it('one that never gives way is ended from outside', async () => {
    const stuck = startLiquid({ ...liquidLimits, deadlineMs: 0.001 })
    const rendered = await stuck.render('{% for i in (1..100000) %}{{ i }}{% endfor %}', ada, true)
    expect(rendered.ok).toBe(false)
    await stuck.close()
  })
})

it('a subject stays on one line', async () => {
  const values = { contact: { firstname: 'A\r\nBcc: x@example.test\u2028y' } }
  expect(await render('Hi {{ contact.firstname }}', 'line', values)).toBe('Hi A Bcc: x@example.test y')
})

describe('plain text made from HTML', () => {
  it.each([
    ['<p>One</p><p>Two &amp; more</p>', 'One\n\nTwo & more'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<a href="https://x.test/?a=1&amp;b=2">here</a>', 'here (https://x.test/?a=1&b=2)'],
    ['<a href="https://x.test">https://x.test</a>', 'https://x.test'],
    ['<style>p { color: red }</style><script>x()</script>text<!-- no -->', 'text'],
    ['&lt;b&gt; &#65;&#x42; &unknown; &#0;', '<b> AB &unknown;'],
    ['broken < b', 'broken'],
  ])('%s', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })

  it('never throws, and takes time in proportion', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void htmlToText(text)))
    expect(htmlToText('<style'.repeat(20_000)).length).toBeGreaterThanOrEqual(0)
    expect(htmlToText('<style>'.repeat(20_000))).toBe('')
  })
})

describe('reliability.md 3.2 addresses', () => {
  it.each([
    ['ada@example.test', 'ada@example.test'],
    [' Ada@EXAMPLE.test ', 'Ada@example.test'],
    ['ada@bücher.test', 'ada@xn--bcher-kva.test'],
    ["o'neil+tag@example.test", "o'neil+tag@example.test"],
  ])('takes %s', (text, address) => {
    expect(parseAddress(text)).toBe(address)
  })

  it.each([
    'a@x\r\nBcc: v@x',
    'a@x, b@y',
    'Ada <a@x>',
    '"a b"@x',
    'a@@x',
    'a@',
    '@x',
    'a',
    '',
    'a b@x',
    '.a@x.test',
    'a..b@x.test',
    'a@-x.test',
    `${'a'.repeat(65)}@x.test`,
    'a@x.test\u0000',
    'a@[127.0.0.1]',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeNull()
  })

  it('what it takes is one plain address, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const address = parseAddress(text)
        if (address !== null) expect(address).toMatch(/^[^\s<>(),;:"\\@]+@[a-z0-9.-]+$/)
      }),
    )
    expect(foldAddress(' Ada@Example.TEST')).toBe('ada@example.test')
  })
})
