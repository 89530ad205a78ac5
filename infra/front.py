"""CloudFront before the API: pages and calls at one address, the pages' files near people.

Everything but the pages' files goes through uncached, with the method, headers and query that were
sent. The API's own address stays open, for telephony providers among others, so a request through
here carries a secret by which the API tells the two apart (chalicelib/entry/front.py).
"""

from typing import Final

from infra.events import Template, arn, ref

STAGE_NAME: Final = "api"  # as in .chalice/config.json
SECRET: Final[Template] = {"Fn::Sub": "{{resolve:secretsmanager:${FrontSecret}}}"}
# AWS's own policies, the same in every account: keep nothing, and pass on whatever came but Host,
# by which API Gateway finds its API.
NOTHING_KEPT: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST: Final = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
# CloudFront would keep a refusal for ten seconds whatever its headers say; these are all it keeps.
ERRORS: Final = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
YEAR_S: Final = 31_536_000

PARAMETERS: Final[Template] = {
    "WebDomain": {
        "Type": "String",
        "Default": "",
        "Description": "Host name for people, such as sampark.example.org; empty: one of AWS.",
    },
    "WebCertificate": {
        "Type": "String",
        "Default": "none",
        "AllowedPattern": "none|[0-9a-f-]{36}",
        "Description": "What its certificate's ARN in us-east-1 ends in, behind the slash.",
    },
}
CONDITIONS: Final[Template] = {
    "HasWebDomain": {"Fn::Not": [{"Fn::Equals": [ref("WebDomain"), ""]}]},
}


def _if_named(value: object, otherwise: object) -> Template:
    return {"Fn::If": ["HasWebDomain", value, otherwise]}


def _secret() -> Template:
    """A value that the stack makes up and nobody types; it opens nothing by itself."""
    drawn = {"PasswordLength": 40, "ExcludePunctuation": True}
    about = "By this the API knows requests that came through CloudFront"
    return {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {"Description": about, "GenerateSecretString": drawn},
    }


def _files_kept() -> Template:
    """How long the pages' files are kept: as they say themselves, a refusal (no-store) not at all.

    A file's address says which one it is, so nothing else of a request matters.
    """
    key = {
        "EnableAcceptEncodingGzip": True,
        "EnableAcceptEncodingBrotli": True,
        "CookiesConfig": {"CookieBehavior": "none"},
        "HeadersConfig": {"HeaderBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    config = {
        "Name": {"Fn::Sub": "sampark-${Stage}-files"},
        "MinTTL": 0,
        "DefaultTTL": 0,
        "MaxTTL": YEAR_S,
        "ParametersInCacheKeyAndForwardedToOrigin": key,
    }
    return {
        "Type": "AWS::CloudFront::CachePolicy",
        "Properties": {"CachePolicyConfig": config},
    }


def _headers() -> Template:
    """What every answer has, the gateway's own too; where the API says something, that counts."""
    safety = {
        "ContentTypeOptions": {"Override": False},
        "FrameOptions": {"FrameOption": "DENY", "Override": False},
        "ReferrerPolicy": {"ReferrerPolicy": "no-referrer", "Override": False},
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": YEAR_S,
            "IncludeSubdomains": False,
            "Override": False,
        },
    }
    config = {"Name": {"Fn::Sub": "sampark-${Stage}-safety"}, "SecurityHeadersConfig": safety}
    return {
        "Type": "AWS::CloudFront::ResponseHeadersPolicy",
        "Properties": {"ResponseHeadersPolicyConfig": config},
    }


def _origin() -> Template:
    return {
        "Id": "api",
        "DomainName": {"Fn::Sub": "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
        "OriginPath": f"/{STAGE_NAME}",
        "CustomOriginConfig": {
            "OriginProtocolPolicy": "https-only",
            "OriginSSLProtocols": ["TLSv1.2"],
            "OriginReadTimeout": 30,  # API Gateway gives up at 29 s
            "OriginKeepaliveTimeout": 60,
        },
        "OriginCustomHeaders": [{"HeaderName": "X-Front-Secret", "HeaderValue": SECRET}],
    }


def _behaviour(**more: object) -> Template:
    return {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "redirect-to-https",
        "ResponseHeadersPolicyId": ref("FrontHeaders"),
        "Compress": True,
        **more,
    }


def _distribution() -> Template:
    """One origin both ways. Price class 200 is the cheapest that has places in India.

    No access log: it would keep who asked for what, hook secrets among it; ours keeps ids alone.
    """
    reading = ["GET", "HEAD"]
    config = {
        "Comment": {"Fn::Sub": "Sampark ${Stage}"},
        "Enabled": True,
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_200",
        "Aliases": _if_named([ref("WebDomain")], ref("AWS::NoValue")),
        "ViewerCertificate": _if_named(
            {
                # CloudFront takes certificates of one region alone, wherever the stack is.
                "AcmCertificateArn": {
                    "Fn::Sub": "arn:${AWS::Partition}:acm:us-east-1:${AWS::AccountId}"
                    ":certificate/${WebCertificate}"
                },
                "SslSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
            {"CloudFrontDefaultCertificate": True},
        ),
        "Origins": [_origin()],
        "DefaultCacheBehavior": _behaviour(
            AllowedMethods=[*reading, "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
            CachePolicyId=NOTHING_KEPT,
            OriginRequestPolicyId=ALL_BUT_HOST,
        ),
        "CacheBehaviors": [
            _behaviour(
                PathPattern="/assets/*",
                AllowedMethods=reading,
                CachePolicyId=ref("FilesKept"),
            )
        ],
        "CustomErrorResponses": [{"ErrorCode": code, "ErrorCachingMinTTL": 0} for code in ERRORS],
    }
    return {
        "Type": "AWS::CloudFront::Distribution",
        "Properties": {"DistributionConfig": config},
    }


RESOURCES: Final[Template] = {
    "FrontSecret": _secret(),
    "FilesKept": _files_kept(),
    "FrontHeaders": _headers(),
    "Front": _distribution(),
}
OUTPUTS: Final[Template] = {
    "WebUrl": {
        "Description": "Where people open the pages; the API's own address is EndpointURL",
        "Value": {
            "Fn::Sub": [
                "https://${Host}",
                {"Host": _if_named(ref("WebDomain"), arn("Front", "DomainName"))},
            ]
        },
    },
    "FrontDomain": {
        "Description": "What a host name of your own must point to",
        "Value": arn("Front", "DomainName"),
    },
}
