// Properties that are columns of `records`, not members of its values (placement `column`).

const columns = {
  hs_object_id: 'id',
  createdate: 'created_at',
  hs_createdate: 'created_at',
  lastmodifieddate: 'updated_at',
  hs_lastmodifieddate: 'updated_at',
} as const

export type SystemColumn = (typeof columns)[keyof typeof columns]

/** The column of `records` that holds a property of placement `column`; undefined for any other name. */
export function systemColumnOf(propertyName: string): SystemColumn | undefined {
  return Object.hasOwn(columns, propertyName) ? columns[propertyName as keyof typeof columns] : undefined
}
