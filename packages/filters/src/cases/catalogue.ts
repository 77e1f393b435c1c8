// A small schema for truth tables and random trees: each type in each placement.
import {
  builtInAssociationTypes,
  builtInObjectTypes,
  type Catalogue,
  defaultAccountSettings,
  type Property,
  systemProperties,
} from '@millrace/model'

type Row = Pick<Property, 'name' | 'type' | 'placement'> & Partial<Property>

const option = (value: string, displayOrder: number) => ({ value, label: value, displayOrder, hidden: false })
const colours = ['blue', 'green', 'red', 'white'].map(option)

const rows: readonly Row[] = [
  { name: 'city', type: 'string', placement: 'hot' },
  { name: 'street', type: 'string', placement: 'cold' },
  { name: 'town', type: 'string', placement: 'moving' },
  { name: 'score', type: 'number', placement: 'hot' },
  { name: 'visits', type: 'number', placement: 'cold' },
  { name: 'rank', type: 'number', placement: 'moving' },
  { name: 'active', type: 'bool', placement: 'hot' },
  { name: 'paid', type: 'bool', placement: 'cold' },
  { name: 'colour', type: 'enumeration', fieldType: 'select', placement: 'hot', options: colours },
  { name: 'colours', type: 'enumeration', fieldType: 'checkbox', placement: 'hot', options: colours },
  { name: 'tints', type: 'enumeration', fieldType: 'checkbox', placement: 'moving', options: colours },
  {
    name: 'owner',
    type: 'enumeration',
    fieldType: 'select',
    placement: 'cold',
    externalOptions: true,
    referencedObjectType: 'OWNER',
    options: ['17', '18', '19', '20'].map(option),
  },
  {
    name: 'hubspot_team_id',
    type: 'enumeration',
    fieldType: 'select',
    placement: 'hot',
    options: ['3', '4'].map(option),
  },
  { name: 'birthday', type: 'date', placement: 'hot' },
  { name: 'renewal', type: 'date', placement: 'cold' },
  { name: 'seen', type: 'datetime', placement: 'hot' },
  { name: 'called', type: 'datetime', placement: 'moving' },
  { name: 'total', type: 'number', placement: 'hot', calculated: true },
]

function propertiesOf(objectTypeId: string): ReadonlyMap<string, Property> {
  const all = [...rows, ...systemProperties(objectTypeId)].map(
    (row, index) => [row.name, propertyOf(row, objectTypeId, index)] as const,
  )
  return new Map(all)
}

function propertyOf(row: Row, objectTypeId: string, index: number): Property {
  return {
    label: row.name,
    fieldType: 'text',
    groupName: 'information',
    description: '',
    options: [],
    externalOptions: false,
    hasUniqueValue: false,
    keyed: false,
    readOnly: false,
    calculated: false,
    hidden: false,
    archivedAt: null,
    ...row,
    id: index + 1,
    objectTypeId,
    displayOrder: index,
  }
}

/** Contacts and companies with the same properties. */
export const caseCatalogue: Catalogue = {
  accountId: 1,
  epoch: 1,
  timeZone: 'Europe/Berlin',
  fiscalYearStartMonth: 4,
  settings: defaultAccountSettings,
  objectTypes: new Map(builtInObjectTypes.map((type) => [type.id, type])),
  properties: new Map(['0-1', '0-2'].map((id) => [id, propertiesOf(id)])),
  associationTypes: builtInAssociationTypes,
  // Ada and Bob are in one team; Cyn was deactivated, Dan is in no team.
  owners: [
    { ownerId: 17, userId: 7, active: true, teamId: 3 },
    { ownerId: 18, userId: 8, active: true, teamId: 3 },
    { ownerId: 19, userId: 9, active: false, teamId: null },
    { ownerId: 20, userId: 10, active: true, teamId: null },
  ],
}
