/** A contact workflow to be made on: people are enrolled by hand, and its one step sets a property. */
export function aManualFlow(property: string, step: object = {}): object {
  return {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    isEnabled: true,
    startActionId: '1',
    enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false },
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-5',
        actionTypeVersion: 0,
        fields: { property_name: property, value: { type: 'STATIC_VALUE', staticValue: 'x' } },
        ...step,
      },
    ],
  }
}
