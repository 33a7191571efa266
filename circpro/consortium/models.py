"""Who takes part: regions, organisations (partners and contracting authorities), people and their roles."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A NUTS 2 region (Regulation (EC) No 1059/2003, 2021 codes) with the language and currency used there."""

    nuts = models.CharField(_("NUTS 2 code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166-1 alpha-2; Greece is EL."))
    language = models.CharField(_("language"), max_length=2, choices=settings.CONTENT_LANGUAGES)
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        ordering = ["country", "nuts"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return f"{self.nuts} {self.name}"


class Organisation(models.Model):
    """A partner of the consortium or a contracting authority (Directive 2014/24/EU, Art. 2(1)(1))."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("Partner")
        MUNICIPALITY = "municipality", _("Municipality")
        REGION = "region", _("Regional authority")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    is_lead_partner = models.BooleanField(_("Lead Partner"), default=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["is_lead_partner"], condition=models.Q(is_lead_partner=True), name="one_lead_partner"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address; what they may do comes from their memberships."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.CONTENT_LANGUAGES, default="en")
    reads = models.JSONField(_("languages also read, best first"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)  # type: ignore[misc]
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)
    organisations = models.ManyToManyField(Organisation, through="Membership", related_name="people")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name


class Membership(models.Model):
    """The role a person has in an organisation."""

    class Role(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        APPROVER = "approver", _("Approver")
        COORDINATOR = "coordinator", _("Coordinator")
        LIBRARIAN = "librarian", _("Librarian")
        LEAD_PARTNER = "lead_partner", _("Lead Partner")
        ADMINISTRATOR = "administrator", _("Administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        ordering = ["organisation", "role"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"
