"""One's own account: who one is, the programs one lets in, and the places one is offered."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.fields import WholeNumber
from common.api.limits import count_try
from common.api.problems import language
from common.api.serializers import Input
from common.api.views import VerbView
from people import queries, services
from people.models import AccessToken, Invitation, User
from people.permissions import second_factors
from people.places import find, held_by
from people.rules import MAIL_CHOICES

HOUR = 3600


def person_of(request: Request) -> User:
    """Who is signed in."""
    user = request.user
    assert isinstance(user, User)
    return user


class OwnAccountInput(Input):
    name = serializers.CharField(max_length=200, required=False)
    name_kana = serializers.CharField(max_length=200, allow_blank=True, required=False)
    language = serializers.CharField(max_length=10, required=False)
    single_keys = serializers.BooleanField(required=False)
    mail_off = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=20, required=False
    )


class MailChoiceOutput(serializers.Serializer[Any]):
    """Letters that one may do without; all others always come."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    wanted = serializers.BooleanField()


class HeldPlace(serializers.Serializer[Any]):
    """A place one holds: `group:12`, `fund:3` (a role in its office) or `round:5` (a committee's seat)."""

    place = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()
    role_label = serializers.CharField()


class OwnAccountOutput(serializers.Serializer[Any]):
    """`second_factor` says whether an authenticator app or a passkey is registered; people of an office
    need one before anything else opens."""

    id = serializers.IntegerField()
    email = serializers.CharField()
    name = serializers.CharField()
    name_kana = serializers.CharField()
    language = serializers.CharField()
    single_keys = serializers.BooleanField()
    mail = serializers.SerializerMethodField()
    second_factor = serializers.SerializerMethodField()
    places = serializers.SerializerMethodField()

    def get_second_factor(self, user: Any) -> bool:
        return second_factors().filter(user_id=user.pk).exists()

    @extend_schema_field(MailChoiceOutput(many=True))
    def get_mail(self, user: Any) -> Any:
        place = 0 if language() == "ja" else 1
        rows = [
            {"code": code, "label": labels[place], "wanted": code not in user.mail_off}
            for code, labels in MAIL_CHOICES.items()
        ]
        return MailChoiceOutput(rows, many=True).data

    @extend_schema_field(HeldPlace(many=True))
    def get_places(self, user: Any) -> Any:
        return HeldPlace(held_by(user), many=True).data


class AccountView(APIView):
    persons_only = True
    before_demands = True

    @extend_schema(responses=OwnAccountOutput)
    def get(self, request: Request) -> Response:
        """Who one is here, and which places one holds."""
        return Response(OwnAccountOutput(request.user).data)

    @extend_schema(request=OwnAccountInput, responses=OwnAccountOutput)
    def patch(self, request: Request) -> Response:
        """Change one's name, which letters come and in which language, and whether single keys act. The
        address is changed where one signs in."""
        changed = services.update_account(by=person_of(request), **OwnAccountInput.read(request.data))
        return Response(OwnAccountOutput(changed).data)


class TokenInput(Input):
    """`place` is `fund:3` or `group:12`; `scopes` out of read, write and money; `days` until it ends."""

    name = serializers.CharField(max_length=200)
    place = serializers.CharField(max_length=40)
    scopes = serializers.ListField(child=serializers.CharField(max_length=20), max_length=10)
    days = WholeNumber(min_value=0, max_value=100_000, default=90)


class TokenOutput(serializers.ModelSerializer[AccessToken]):
    """A token as it can be shown again: its first characters only."""

    class Meta:
        model = AccessToken
        fields = ("id", "name", "place", "scopes", "start", "created_at", "expires_at", "last_used_on")
        read_only_fields = fields


class NewTokenOutput(TokenOutput):
    """The token itself is here this once."""

    token = serializers.CharField()

    class Meta(TokenOutput.Meta):
        fields = (*TokenOutput.Meta.fields, "token")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class Tokens(VerbView):
    """Make a token for a program. It is shown this once."""

    persons_only = True
    Input = TokenInput
    Output = NewTokenOutput
    success = status.HTTP_201_CREATED

    @extend_schema(responses=TokenOutput(many=True))
    def get(self, request: Request) -> Response:
        """One's tokens, latest first."""
        return Response(TokenOutput(queries.own_tokens(person_of(request)), many=True).data)

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        made, secret = services.create_token(by=person_of(request), **values)
        made.token = secret  # type: ignore[attr-defined]
        return made


class Token(APIView):
    persons_only = True

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """End a token at once."""
        services.revoke_token(token_id=pk, by=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class InviteInput(Input):
    email = serializers.CharField(max_length=254)
    role = serializers.CharField(max_length=20)


class InvitationOutput(serializers.ModelSerializer[Invitation]):
    """An offer that waits for an answer."""

    by = serializers.CharField(source="by.name")

    class Meta:
        model = Invitation
        fields = ("id", "place", "role", "email", "terms", "by", "at", "expires_at")
        read_only_fields = fields


class Invite(VerbView):
    """Offer a place to an e-mail address; a letter goes there. A subclass names the kind of place."""

    persons_only = True
    limited = True
    kind = ""
    Input: ClassVar[type[Input]] = InviteInput
    Output = InvitationOutput
    success = status.HTTP_201_CREATED

    @extend_schema(responses=InvitationOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The offers that wait for an answer, for whoever may make them."""
        place = f"{self.kind}:{pk}"
        self.require_may_see(request, pk)
        return Response(InvitationOutput(queries.invitations_to(place), many=True).data)

    def require_may_see(self, request: Request, pk: int) -> None:
        kind, _ = find(f"{self.kind}:{pk}")
        kind.require_may_invite(request.user, pk, next(iter(kind.roles)), {})

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        count_try("invitations", str(request.user.pk), most=60, seconds=HOUR)
        email, role = values.pop("email"), values.pop("role")
        return services.invite(
            place=f"{self.kind}:{ids['pk']}", role=role, email=email, terms=values, by=person_of(request)
        )


class InviteToGroup(Invite):
    kind = "group"


class WithdrawInvitation(APIView):
    """Take an offer back. A subclass names the kind of place."""

    persons_only = True
    kind = ""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, invitation: int) -> Response:
        """Take an offer back before it is answered."""
        place = f"{self.kind}:{pk}"
        services.withdraw_invitation(invitation_id=invitation, place=place, by=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class WithdrawFromGroup(WithdrawInvitation):
    kind = "group"


class SecretInput(Input):
    """What stands behind the # of the letter's link."""

    secret = serializers.CharField(max_length=100)


class OfferOutput(serializers.Serializer[Any]):
    """What is offered, to whoever holds the letter."""

    place = serializers.CharField()
    name = serializers.SerializerMethodField()
    role = serializers.CharField()
    role_label = serializers.SerializerMethodField()
    email = serializers.CharField()
    inviter = serializers.CharField(source="by.name")
    expires_at = serializers.DateTimeField()

    def get_name(self, offer: Invitation) -> str:
        kind, pk = find(offer.place)
        return kind.name(pk)

    def get_role_label(self, offer: Invitation) -> str:
        return find(offer.place)[0].roles[offer.role]


class LookAtInvitation(VerbView):
    """What a letter offers; needs no sign-in, since the letter's secret is asked for."""

    permission_classes = (AllowAny,)
    limited = True
    before_demands = True
    persons_only = True
    Input = SecretInput
    Output = OfferOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        count_try("letters", request.META.get("REMOTE_ADDR", ""), most=100, seconds=HOUR)
        return services.offered(values["secret"])


class AcceptInvitation(VerbView):
    """Take the place, signed in with the address that was written to; answers with one's account."""

    before_demands = True
    persons_only = True
    Input = SecretInput
    Output = OwnAccountOutput

    def act(self, request: Request, values: dict[str, Any], **ids: Any) -> Any:
        services.accept_invitation(secret=values["secret"], by=person_of(request))
        return request.user
