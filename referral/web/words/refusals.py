"""What a refusal says: one sentence for each code that a verb may refuse with."""

from collections.abc import Callable, Mapping

from referral.i18n.dates import ago
from referral.i18n.names import named
from referral.i18n.speech import Said, _, _l, digits
from referral.refusals import Refused
from referral.states import Action
from referral.web.words.life import DONE

SAME_MOMENT = _l("Somebody else changed this at the same moment. Please look again and try once more.")
WHY_CLOSED: Mapping[str, Said] = {
    "suspended": _l("This service takes nobody at present."),
    "no_agreement": _l("This partner has no data-sharing agreement in force, so nothing can be sent to it."),
    "nobody": _l("Nobody of this partner answers for the service yet, so nothing can be sent to it."),
    "stale": _l("This partner has not confirmed the service for 120 days, so nothing can be sent to it."),
}
REFUSALS: Mapping[str, Said] = {
    "three_at_most": _l("Please choose two or %(most)s services to ask side by side."),
    "send_it_alone": _l("One of them needs a reason or a second person first. Please send it by itself."),
    "held_for_her": _l("They have said yes. Say that she takes it, or wait for her first wish."),
    "not_held": _l("There is no yes here that waits."),
    "choice_is_sent": _l("This service has been asked already, so its place in her order stays."),
    "talk_over": _l("Nothing more can be said here: the referral is closed, or she has taken back her consent."),
    "talk_enough": _l("More than %(most)s messages in a day. Please call."),
    "say_what_changed": _l("Please write what has changed."),
    "same_record": _l("This is the same record."),
    "keep_the_known": _l("One of them is known and the other only listed. Please keep the known one."),
    "both_live": _l("Both have a referral to the same service that is not over. Please end one of them first."),
    "choose_each": _l("Please choose for each thing in which they differ."),
    "link_waits": _l("The other organisation has been asked already. Its answer is waited for."),
    "nobody_to_ask": _l("Nobody was found who may know her. Look once more first."),
    "link_needs_name": _l("Without her name nobody can say whether it is her. Tick what she agrees to."),
    "choose_answer": _l("Please choose one of the answers."),
    "merge_values_gone": _l("This can't be undone any more: what stood in the records before is not kept so long."),
    "confidential_shut": _l("What is confidential is shut to your account until somebody confirms that it is you."),
    "not_yours_to_confirm": _l(
        "Your own account was opened by a link of the same person. Somebody else has to confirm."
    ),
    "undo_over": _l("The time in which this could be undone is over. Ask her anew."),
    "undone_already": _l("This has been undone already."),
    "undo_later_first": _l("This record was merged into another since. Please undo that first."),
    "plan_ordinary": _l("A confidential need is in no plan. Serve it by itself."),
    "plan_two_needs": _l("Please choose two to %(most)s needs that belong together."),
    "plan_not_whole": _l("A part of this plan fell away. Choose another for it, or say that what is left is sent."),
    "plan_sent": _l("Everything in this plan that can be sent has been sent."),
    "plan_part_there": _l("This part of the plan has not fallen away."),
    "agenda_stays_confidential": _l("What is confidential stays confidential."),
    "asks_nothing": _l("This asks nothing of her, so there is nothing to store."),
    "agree_on_a_name": _l("Please agree with her on a name to be called by."),
    "nobody_listed": _l("Nobody of this roster can be listed: no row has a name."),
    "weight_range": _l("Each weight is a number from 0 to 200."),
    "share_range": _l("Each floor is a share from 0 to 100 of a hundred."),
    "choose_service": _l("Please choose one of these services."),
    "pinned_and_forbidden": _l("The same service can't be pinned and forbidden."),
    "changed_meanwhile": _l("This was changed meanwhile. Please look at it again; what you typed is still here."),
    "column_twice": _l("Two headers can't mean the same. Please choose another for one of them."),
    "columns_missing": _l("Some columns that a service can't do without are still missing."),
    "child_is_served": _l("A need or a consent is written down for this child, so the row can't be emptied."),
    "choose_colleague": _l("Please choose somebody who works on this side now."),
    "choose_groups": _l("Please choose at least one thing that may be told."),
    "choose_kind": _l("Please choose a kind from the list."),
    "closes_after_end": _l("The last day for referrals is after the end date."),
    "confidential_stays": _l("A confidential service stays confidential."),
    "choose_another": _l("Please choose another one that is still offered."),
    "choose_needs": _l("Please choose at least one need that is still offered."),
    "choose_outcome": _l("Please choose an outcome that is still offered."),
    "choose_intake": _l("Please choose the batch that she gets a seat in."),
    "choose_need": _l("Please choose a need from the list."),
    "choose_organization": _l("Please choose another organisation with an agreement in force."),
    "choose_papers": _l("Please choose the papers from the list."),
    "choose_policy": _l("Please choose who comes first."),
    "drawn_by_lot": _l("The seats of this batch are drawn by lot. Please put her on the waiting list."),
    "lottery_drawn": _l("The lot has been drawn. What it decided can't be changed any more."),
    "lottery_needs_last_day": _l(
        "A lottery needs a batch with a last day for referrals that is still to come and before its first day."
    ),
    "no_offer": _l("No free seat is held for her."),
    "not_by_hand": _l("Here nobody orders by hand."),
    "say_yes_or_no": _l("A free seat is held for her. Please say whether she takes it."),
    "write_the_rule": _l("Please write the programme's rule in words."),
    "choose_place": _l("Please choose a batch or place of this service."),
    "choose_reason": _l("Please choose a reason from the list."),
    "choose_role": _l("Please choose at least one role that this organisation has."),
    "choose_result": _l("Please choose a result from the list."),
    "consent_end": _l("The permission must end between today and three years from now."),
    "e_mail_taken": _l("Somebody has an account with this e-mail already."),
    "ends_before_start": _l("The end date is before the start date."),
    "fixed_for_good": _l("Whom it is for can't be changed any more. Please make a new one."),
    "focal_not_self": _l("You can't name yourself for a confidential service. Another administrator can."),
    "focal_two": _l("At most two persons may answer for a confidential service."),
    "hand_over_first": _l(
        "Work is still with this person. A supervisor hands it over on the page Team; what does not stand there, she or "
        "the colleague who shares it with her hands over herself, on the page My work."
    ),
    "never_by_link": _l("What is confidential is never sent to a partner that does not sign in."),
    "link_answered": _l("This was answered already. Thank you."),
    "link_over": _l("This link has ended. Please call the person who gave it to you."),
    "say_how_told": _l("Please say how you were told."),
    "say_who_told": _l("Please write who told you."),
    "second_needed": _l("A second person has to agree before this is done. Please ask for it on the page."),
    "second_waits": _l("A second person has been asked already. Her answer is waited for."),
    "second_gone": _l("This waits on nobody any more: it was answered, or the referral has gone on."),
    "last_focal": _l("She is the only one who answers for a service. Please name another person for it first."),
    "choose_what": _l("Please tick what is to be handed over."),
    "has_referral": _l("There is a referral for this choice."),
    "session_off": _l("This session is called off."),
    "session_to_come": _l("This session is still to come."),
    "session_marked": _l("Somebody is marked there already, so it stays where it is."),
    "no_place_now": _l("She has no place there now."),
    "in_the_future": _l("This lies in the future."),
    "in_the_past": _l("This date is in the past."),
    "intake_closed": _l("This batch takes nobody any more."),
    "last_admin": _l("An organisation needs at least one administrator."),
    "last_backbone": _l("The consortium needs at least one person who coordinates it."),
    "link_used": _l("This link has been used or has ended. Please ask for a new one."),
    "live_already": _l("She has a referral to this service that is not over yet."),
    "merge_confidential": _l("What is confidential can be merged only into what is confidential too."),
    "merge_level": _l("A part can be merged only into a part, and a whole only into a whole."),
    "merge_seats": _l("Their seats are not for the same: one counts women, the other children or households."),
    "merge_whom": _l("They are not for the same person, so they can't be merged."),
    "merged_already": _l("It was merged into another already."),
    "named_lower_seats": _l("Only who answers for this confidential service by name can set fewer seats."),
    "need_closed": _l("This need is closed."),
    "need_has_live": _l("Another referral for this need is not over yet."),
    "need_is_open": _l("This need is open for her already."),
    "needs_confidential_need": _l("This service is confidential. Open a confidential need first."),
    "negative": _l("There can't be fewer than 0 seats."),
    "never_told": _l("This is never told to a service of this kind."),
    "next_sent": _l("The next choice has been sent already, so this can't be put right any more."),
    "no_consent": _l("She has not agreed yet that this service may know of her."),
    "no_focal_person": _l("This confidential service has nobody named who answers for it, so nothing can be sent."),
    "no_place_kept": _l("No place is kept for her."),
    "no_seat": _l("No seat is free in this batch."),
    "no_numbers": _l(
        "Please leave long numbers out: nobody's phone or NID belongs here. What you typed is still here."
    ),
    "nobody_there": _l("This partner has no user who could answer yet."),
    "nothing_suggested": _l("Nothing else is suggested here."),
    "not_now": _l("This can't be done where the referral stands now."),
    "not_returned_by_you": _l("Only what you sent back yourself can be put right."),
    "not_trained": _l("Only staff trained for it may open this need. Offer her the helplines."),
    "not_yours": _l("This is the other side's to do."),
    "number_taken": _l("Another service of yours has this number already."),
    "offered_already": _l("She has been offered to an organisation already."),
    "one_way": _l("This is one of several ways, of which one is enough. Please write one condition."),
    "only_told": _l("She was only told of this service."),
    "override_needed": _l("Please choose why you send her although this rule says no."),
    "record_closed": _l("Her record is closed."),
    "report_later": _l("Her word can be entered when the provider is 14 days overdue."),
    "report_answered": _l("A colleague has answered this already. Thank you."),
    "review_within": _l("Please choose a day within the next %(days)s days."),
    "say_first_day": _l("Please write her first day."),
    "say_how_given": _l("Please say how she agreed."),
    "say_next_step": _l("Please say what comes next for her need."),
    "served_elsewhere": _l("Thank you. She is being served elsewhere by now."),
    "service_full": _l(
        "No seat is free here, and no waiting list is kept. It opens with the next free seat; please choose another."
    ),
    "inflow_slow": _l(
        "This service has answered few of those sent in the last month, so at most %(most)s wait there at once. "
        "Please choose another, or send when some are answered."
    ),
    "service_suspended": _l("The service is suspended. Open it again first."),
    "short_password": _l("The password needs at least %(least)s letters or signs."),
    "staff_phone": _l("This is the number of a member of staff. Please write hers, or leave it empty."),
    "suggest_another": _l("Please suggest another service."),
    "supervisors_only": _l("Only a supervisor can do this."),
    "too_late_to_correct": _l("This can be put right within 14 days only."),
    "too_many_words": _l("Please write at most 60 words or short phrases, none longer than 60 letters."),
    "too_many_tries": _l("Too many tries. Please wait %(minutes)s minutes."),
    "two_named": _l("At most two persons may know of it."),
    "weight_out_of_range": _l("Please write a whole number from 0 to %(most)s."),
    "weights_all_zero": _l("At least one part must weigh something, or every order would be as good as any other."),
    "write_a_label": _l("Please write what is shown instead of its name where it is confidential."),
    "write_a_name": _l("Please write a name, in Bengali or in English letters."),
    "write_words": _l("Please write it in a few words."),
    "wrong_password": _l("E-mail or password is not right."),
}


def say_refusal(refused: Refused) -> Said:
    """The sentence, filled in."""
    if refused.code in SAID_BY:
        return SAID_BY[refused.code](refused)
    sentence = REFUSALS[refused.code]
    values = {name: digits(value) for name, value in refused.values.items()}
    return str(sentence) % values if "%(" in str(sentence) else sentence


def _part(refused: Refused) -> str:
    """Which part of a plan could not be sent, and why."""
    why = say_refusal(refused.values["why"])
    return _("%(service)s: %(why)s Nothing was sent.", service=named(refused.values["service"]), why=why)


def _overtaken(refused: Refused) -> str:
    action, when = Action(refused.values["action"]), ago(refused.values["at"])
    who = named(refused.values) or _("Setu")
    return _(
        "%(who)s was first: %(what)s (%(when)s). Please look at it again; what you typed is still here.",
        who=who,
        what=DONE[action],
        when=when,
    )


def _changed(refused: Refused) -> str:
    who, when = named(refused.values) or _("Somebody"), ago(refused.values["at"])
    return _(
        "%(who)s changed this service (%(when)s). Please look at it again; what you typed is still here.",
        who=who,
        when=when,
    )


def _edited(refused: Refused) -> str:
    who, when = named(refused.values) or _("Somebody"), ago(refused.values["at"])
    return _(
        "%(who)s edited this (%(when)s). Please look at it again; what you typed is still here.", who=who, when=when
    )


def _marked(refused: Refused) -> str:
    who, when = named(refused.values) or _("Somebody"), ago(refused.values["at"])
    return _(
        "%(who)s has marked here meanwhile (%(when)s). Her marks stand beside yours. Save again if yours are right.",
        who=who,
        when=when,
    )


SAID_BY: Mapping[str, Callable[[Refused], Said]] = {
    "overtaken": _overtaken,
    "service_closed": lambda refused: WHY_CLOSED[str(refused.values["why"])],
    "service_changed": _changed,
    "agenda_changed": _edited,
    "plan_part": _part,
    "marked_meanwhile": _marked,
}
