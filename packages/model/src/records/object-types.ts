// Every built-in object type (api.md 7.1; W-OBJ-3 to W-OBJ-19). Custom ones are rows of an account.
import type { ObjectType } from './catalogue.js'

type Row = readonly [
  id: string,
  name: string,
  singular: string,
  label: string,
  plural: string,
  displayProperty: string,
  required?: readonly string[],
]

/**
 * The ids of contracts, credit memos, media and social posts are not public: ours start at `0-9001`, far above
 * any id seen, so that a flow from elsewhere never means one of them by accident.
 */
const rows: readonly Row[] = [
  ['0-1', 'contacts', 'contact', 'Contact', 'Contacts', 'email'],
  ['0-2', 'companies', 'company', 'Company', 'Companies', 'name'],
  ['0-3', 'deals', 'deal', 'Deal', 'Deals', 'dealname'],
  ['0-4', 'engagements', 'engagement', 'Engagement', 'Engagements', 'hs_object_id'],
  ['0-5', 'tickets', 'ticket', 'Ticket', 'Tickets', 'subject'],
  ['0-7', 'products', 'product', 'Product', 'Products', 'name'],
  ['0-8', 'line_items', 'line_item', 'Line item', 'Line items', 'name'],
  ['0-11', 'conversations', 'conversation', 'Conversation', 'Conversations', 'hs_object_id'],
  ['0-14', 'quotes', 'quote', 'Quote', 'Quotes', 'hs_title'],
  ['0-18', 'communications', 'communication', 'Communication', 'Communications', 'hs_communication_body'],
  [
    '0-19',
    'feedback_submissions',
    'feedback_submission',
    'Feedback submission',
    'Feedback submissions',
    'hs_survey_name',
  ],
  ['0-27', 'tasks', 'task', 'Task', 'Tasks', 'hs_task_subject'],
  ['0-35', 'campaigns', 'campaign', 'Campaign', 'Campaigns', 'hs_name'],
  ['0-46', 'notes', 'note', 'Note', 'Notes', 'hs_note_body'],
  ['0-47', 'meetings', 'meeting', 'Meeting', 'Meetings', 'hs_meeting_title'],
  ['0-48', 'calls', 'call', 'Call', 'Calls', 'hs_call_title'],
  ['0-49', 'emails', 'email', 'Email', 'Emails', 'hs_email_subject'],
  ['0-53', 'invoices', 'invoice', 'Invoice', 'Invoices', 'hs_number'],
  ['0-54', 'marketing_events', 'marketing_event', 'Marketing event', 'Marketing events', 'hs_event_name'],
  ['0-64', 'quote_templates', 'quote_template', 'Quote template', 'Quote templates', 'hs_name'],
  ['0-69', 'subscriptions', 'subscription', 'Subscription', 'Subscriptions', 'hs_name'],
  ['0-74', 'goal_targets', 'goal_target', 'Goal', 'Goals', 'hs_goal_name'],
  ['0-84', 'discounts', 'discount', 'Discount', 'Discounts', 'hs_label'],
  ['0-85', 'fees', 'fee', 'Fee', 'Fees', 'hs_label'],
  ['0-86', 'taxes', 'tax', 'Tax', 'Taxes', 'hs_label'],
  ['0-101', 'commerce_payments', 'commerce_payment', 'Payment', 'Payments', 'hs_reference_number'],
  ['0-115', 'users', 'user', 'User', 'Users', 'hs_email'],
  ['0-116', 'postal_mail', 'postal_mail', 'Postal mail', 'Postal mail', 'hs_postal_mail_body'],
  ['0-123', 'orders', 'order', 'Order', 'Orders', 'hs_order_name'],
  ['0-136', 'leads', 'lead', 'Lead', 'Leads', 'hs_lead_name'],
  ['0-142', 'carts', 'cart', 'Cart', 'Carts', 'hs_cart_name'],
  ['0-162', 'services', 'service', 'Service', 'Services', 'hs_name'],
  ['0-410', 'courses', 'course', 'Course', 'Courses', 'hs_course_name'],
  ['0-420', 'listings', 'listing', 'Listing', 'Listings', 'hs_name'],
  ['0-421', 'appointments', 'appointment', 'Appointment', 'Appointments', 'hs_appointment_name'],
  ['0-970', 'projects', 'project', 'Project', 'Projects', 'hs_name'],
  ['0-9001', 'contracts', 'contract', 'Contract', 'Contracts', 'hs_name'],
  ['0-9002', 'credit_memos', 'credit_memo', 'Credit memo', 'Credit memos', 'hs_number'],
  ['0-9003', 'media', 'medium', 'Media', 'Media', 'hs_name'],
  ['0-9004', 'social_posts', 'social_post', 'Social post', 'Social posts', 'hs_name'],
]

/** Built-in object types, in order of id. */
export const builtInObjectTypes: readonly ObjectType[] = rows.map(
  ([id, name, singular, label, plural, primaryDisplayProperty, requiredProperties = []]) => ({
    id,
    name,
    singular,
    fullyQualifiedName: name,
    labels: { singular: label, plural },
    primaryDisplayProperty,
    requiredProperties,
    custom: false,
  }),
)
