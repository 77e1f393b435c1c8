import fc from 'fast-check'
import { expect, test } from 'vitest'
import { builtInEventTypes } from './built-in-event-types.js'
import type { EventType } from './event-type.js'
import { toCanonicalEvent } from './to-canonical-event.js'

test('W-EVT-1 to 61: ids and names of the catalogue are its own, and what an event is counted by is a property of it', () => {
  for (const key of ['id', 'name'] as const)
    expect(new Set(builtInEventTypes.map((type) => type[key])).size).toBe(builtInEventTypes.length)
  for (const { countedBy, properties } of builtInEventTypes) {
    const names = properties.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    if (countedBy !== null) expect(names).toContain(countedBy)
  }
})

test('api.md 7.2: events that HubSpot knows have its ids', () => {
  const idOf = (name: string) => builtInEventTypes.find((type) => type.name === name)?.id
  expect(idOf('e_form_submitted')).toBe('4-1639801')
  expect(idOf('e_visited_page')).toBe('4-96000')
  expect(idOf('e_property_value_changed')).toBe('4-655002')
})

const call = builtInEventTypes.find(({ name }) => name === 'e_call_ended') as EventType

test('W-EVT-31 values of an event are canonical by the type of the property; empty ones are left out', () => {
  const values = { hs_call_duration: '60000', hs_call_direction: 'inbound', hs_call_outcome: '' }
  expect(toCanonicalEvent(call, values)).toEqual({ hs_call_duration: 60_000, hs_call_direction: 'INBOUND' })
})

test('every wrong property of an event is told, with its name', () => {
  const given = { hs_call_duration: 'long', hs_call_direction: 'UP', nothing: '1', hs_call_from: '+1' }
  expect(() => toCanonicalEvent(call, given)).toThrow(
    expect.objectContaining({
      code: 'INVALID_NUMBER',
      details: [
        expect.objectContaining({ code: 'INVALID_NUMBER', in: 'hs_call_duration' }),
        expect.objectContaining({ code: 'INVALID_OPTION', in: 'hs_call_direction' }),
        expect.objectContaining({ code: 'PROPERTY_DOESNT_EXIST', in: 'nothing' }),
      ],
    }),
  )
})

test('whatever is given as a property of an event is taken or refused with a Problem, never a surprise', () => {
  fc.assert(
    fc.property(fc.constantFrom(...builtInEventTypes), fc.jsonValue(), (type, given) => {
      const values = Object.fromEntries(type.properties.map(({ name }) => [name, given]))
      try {
        const canonical = toCanonicalEvent(type, values)
        expect(Object.keys(canonical).every((name) => name in values)).toBe(true)
      } catch (error) {
        expect(error).toMatchObject({ name: 'Problem', status: 400 })
      }
    }),
    { numRuns: 200 },
  )
})
