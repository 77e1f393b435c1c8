import { describe, expect, test } from 'vitest'
import { caseContext, property, treeOf } from '../cases/case.js'
import { compileFilter } from '../compile.js'

const compiled = (filter: object) => compileFilter(treeOf(filter), caseContext())
const users = (millrace: object, name = 'owner', operator = 'IS_ANY_OF', values: readonly string[] = []) =>
  property(name, 'ENUMERATION', operator, { values, millrace })
const refused = (filter: object) => {
  const result = compiled(filter)
  return result.ok ? [] : result.problems.map(({ code, field }) => `${code} ${field?.split('operation.')[1]}`)
}

describe('W-FLF-25 users by what they are', () => {
  test('the filter says so in words, and depends on who the users are', () => {
    const result = compiled(
      users({ users: ['ANY_ACTIVE_USER', 'ANY_DEACTIVATED_USER'] }, 'owner', 'IS_NONE_OF', ['17']),
    )
    if (!result.ok) throw result.problems[0]
    expect(result.filter.describe()).toContain('owner is none of 17, any active user or any deactivated user')
    expect([result.filter.reads.users, [...result.filter.reads.properties]]).toEqual([true, ['owner']])
    const plain = compiled(property('owner', 'ENUMERATION', 'IS_ANY_OF', { values: ['17'] }))
    expect(plain.ok && plain.filter.reads.users).toBe(false)
  })

  test('what cannot be asked is refused with its place', () => {
    expect(refused(users({ users: ['EVERYBODY'] }))).toEqual(['FILTER_INVALID millrace.users'])
    expect(refused(users({ users: 'ANY_ACTIVE_USER' }))).toEqual(['FILTER_INVALID millrace.users'])
    expect(refused(users({ users: [{}] }))).toEqual(['FILTER_INVALID millrace.users'])
    for (const currentUserId of [undefined, '999', {}])
      expect(refused(users({ users: ['CURRENT_USERS_TEAM'], currentUserId }))).toEqual([
        'FILTER_INVALID millrace.currentUserId',
      ])
    const active = { users: ['ANY_ACTIVE_USER'] }
    for (const name of ['colour', 'hubspot_team_id'])
      expect(refused(users(active, name))).toEqual(['FILTER_OPERATOR_MISMATCH millrace.users'])
    expect(refused(users(active, 'owner', 'CONTAINS_ALL'))).toEqual(['FILTER_INVALID operator'])
    expect(refused(users({ users: [] }))).toEqual(['FILTER_INVALID values'])
  })
})
