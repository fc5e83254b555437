/* kinds - the enumerations that several records share, each listed once.
 *
 * The names are those of JSON, SQL and message keys ("tier.vip"); the texts people read are in
 * data/messages. */
#ifndef DOMAIN_KINDS_H
#define DOMAIN_KINDS_H

#include "base/field.h"

/* 客户等级: S0 VIP/普通/潜在, S3 高级/中级/普通 (T1). */
#define TIERS(X)                                                                               \
	X(TIER_ORDINARY, "ordinary")                                                           \
	X(TIER_VIP, "vip")                                                                     \
	X(TIER_MIDDLE, "middle")                                                               \
	X(TIER_POTENTIAL, "potential")
ENUM_DECLARE(tier, TIERS);

/* 合作阶段 (T2, T6): potential, new 0-3 months, stable, cold, at risk of churn. */
#define STAGES(X)                                                                              \
	X(STAGE_POTENTIAL, "potential")                                                        \
	X(STAGE_NEW, "new")                                                                    \
	X(STAGE_STABLE, "stable")                                                              \
	X(STAGE_COLD, "cold")                                                                  \
	X(STAGE_CHURN_RISK, "churn_risk")
ENUM_DECLARE(stage, STAGES);

/* Bands of purchase frequency (T3) and amount (T4). */
#define BANDS(X)                                                                               \
	X(BAND_NONE, "none") X(BAND_LOW, "low") X(BAND_MIDDLE, "middle") X(BAND_HIGH, "high")
ENUM_DECLARE(band, BANDS);

/* 沟通方式 (F5, V3, C1). */
#define CHANNELS(X)                                                                            \
	X(CHANNEL_PHONE, "phone")                                                              \
	X(CHANNEL_EMAIL, "email")                                                              \
	X(CHANNEL_ONLINE, "online")                                                            \
	X(CHANNEL_VISIT, "visit")                                                              \
	X(CHANNEL_SOCIAL, "social")                                                            \
	X(CHANNEL_SMS, "sms")                                                                  \
	X(CHANNEL_SURVEY, "survey")                                                            \
	X(CHANNEL_SYSTEM, "system")
ENUM_DECLARE(channel, CHANNELS);

/* 问题类型 (C2, D3: 技术/服务/产品, and 产品质量/服务态度/售后时效; R4 inquiries). */
#define TICKET_TYPES(X)                                                                        \
	X(TYPE_INQUIRY, "inquiry")                                                             \
	X(TYPE_TECHNICAL, "technical")                                                         \
	X(TYPE_SERVICE, "service")                                                             \
	X(TYPE_PRODUCT, "product")                                                             \
	X(TYPE_COMPLAINT, "complaint")
ENUM_DECLARE(ticket_type, TICKET_TYPES);

/* 紧急程度 (R3). */
#define URGENCIES(X)                                                                           \
	X(URGENCY_GENERAL, "general")                                                          \
	X(URGENCY_URGENT, "urgent")                                                            \
	X(URGENCY_SUGGESTION, "suggestion")
ENUM_DECLARE(urgency, URGENCIES);

/* 客户确认 (Q4). */
#define CONFIRMATIONS(X)                                                                       \
	X(CONFIRMATION_NONE, "none")                                                           \
	X(CONFIRMATION_SATISFIED, "satisfied")                                                 \
	X(CONFIRMATION_FAIR, "basically_satisfied")                                            \
	X(CONFIRMATION_DISSATISFIED, "dissatisfied")
ENUM_DECLARE(confirmation, CONFIRMATIONS);

/* What a deadline is about, 时限. */
#define DEADLINE_KINDS(X)                                                                      \
	X(DL_RESPONSE, "response")	     /* first answer to a ticket */                    \
	X(DL_UPDATE, "update")		     /* answer to the oldest unanswered message */     \
	X(DL_SOLUTION, "solution")	     /* ticket solved */                               \
	X(DL_CALL_BACK, "call_back")	     /* customer called back after the solution, V9 */ \
	X(DL_DEPARTMENT, "department_reply") /* a department's word on a ticket, C4 */         \
	X(DL_APOLOGY, "apology")	     /* explain and apologise after a breach, R5 */    \
	X(DL_FIRST, "first_follow_up") /* first touch after the first purchase, F3, P1 */      \
	X(DL_FOLLOW_UP, "follow_up")   /* the cadence of the customer, F1 F2 */                \
	X(DL_PLAN, "plan")	       /* a planned follow-up */                               \
	X(DL_ACTION, "action")	       /* the next action of a follow-up, D2 */
ENUM_DECLARE(deadline_kind, DEADLINE_KINDS);
enum { DL_COUNT = DL_ACTION + 1 };

#define DEADLINE_STATES(X)                                                                     \
	X(DS_RUNNING, "running")                                                               \
	X(DS_PAUSED, "paused")                                                                 \
	X(DS_MET, "met")                                                                       \
	X(DS_MISSED, "missed") /* open until met late (met_at) or given up */                  \
	X(DS_CANCELLED, "cancelled")
ENUM_DECLARE(deadline_state, DEADLINE_STATES);

#define SUBJECTS(X)                                                                            \
	X(SUBJECT_CUSTOMER, "customer")                                                        \
	X(SUBJECT_TICKET, "ticket")                                                            \
	X(SUBJECT_FOLLOW_UP, "follow_up")
ENUM_DECLARE(subject, SUBJECTS);

#endif
