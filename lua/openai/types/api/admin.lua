---@meta _
-- Written by `make api` from OpenAI's specification; what is wrong in it is put right in spec/support/api.
-- luacheck: ignore 211 212 241 631

---@class openai.resource.Admin
---@field organization openai.resource.AdminOrganization
local admin = {}

---@class openai.resource.AdminOrganization
---@field admin_api_keys openai.resource.AdminOrganizationAdminApiKeys
---@field audit_logs openai.resource.AdminOrganizationAuditLogs
---@field certificates openai.resource.AdminOrganizationCertificates
---@field data_retention openai.resource.AdminOrganizationDataRetention
---@field groups openai.resource.AdminOrganizationGroups
---@field invites openai.resource.AdminOrganizationInvites
---@field projects openai.resource.AdminOrganizationProjects
---@field roles openai.resource.AdminOrganizationRoles
---@field spend_alerts openai.resource.AdminOrganizationSpendAlerts
---@field spend_limit openai.resource.AdminOrganizationSpendLimit
---@field usage openai.resource.AdminOrganizationUsage
---@field users openai.resource.AdminOrganizationUsers
local admin_organization = {}

---@class openai.resource.AdminOrganizationAdminApiKeys
local admin_organization_admin_api_keys = {}

---`POST /organization/admin_api_keys` (admin-api-keys-create)
---@param params openai.AdminOrganizationAdminApiKeyCreateParams
---@param options? openai.CallOptions
---@return openai.AdminApiKeyCreateResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_admin_api_keys:create(params, options) end

---`DELETE /organization/admin_api_keys/{key_id}` (admin-api-keys-delete)
---@param key_id string|openai.AdminApiKey
---@param options? openai.CallOptions
---@return openai.AdminOrganizationAdminApiKeyDeleteResult? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_admin_api_keys:delete(key_id, options) end

---`GET /organization/admin_api_keys` (admin-api-keys-list)
---@param params? openai.AdminOrganizationAdminApiKeyListParams
---@param options? openai.CallOptions
---@return openai.AdminApiKeyPager pager
function admin_organization_admin_api_keys:list(params, options) end

---`GET /organization/admin_api_keys/{key_id}` (admin-api-keys-get)
---@param key_id string|openai.AdminApiKey
---@param options? openai.CallOptions
---@return openai.AdminApiKey? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_admin_api_keys:retrieve(key_id, options) end

---@class openai.resource.AdminOrganizationAuditLogs
local admin_organization_audit_logs = {}

---`GET /organization/audit_logs` (list-audit-logs)
---@param params? openai.AdminOrganizationAuditLogListParams
---@param options? openai.CallOptions
---@return openai.AuditLogPager pager
function admin_organization_audit_logs:list(params, options) end

---@class openai.resource.AdminOrganizationCertificates
local admin_organization_certificates = {}

---`POST /organization/certificates/activate` (activateOrganizationCertificates)
---@param params openai.AdminOrganizationCertificateActivateParams
---@param options? openai.CallOptions
---@return openai.OrganizationCertificatePager? pager
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_certificates:activate(params, options) end

---`POST /organization/certificates` (uploadCertificate)
---@param params openai.AdminOrganizationCertificateCreateParams
---@param options? openai.CallOptions
---@return openai.Certificate? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_certificates:create(params, options) end

---`POST /organization/certificates/deactivate` (deactivateOrganizationCertificates)
---@param params openai.AdminOrganizationCertificateDeactivateParams
---@param options? openai.CallOptions
---@return openai.OrganizationCertificatePager? pager
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_certificates:deactivate(params, options) end

---`DELETE /organization/certificates/{certificate_id}` (deleteCertificate)
---@param certificate_id string|openai.Certificate
---@param options? openai.CallOptions
---@return openai.DeleteCertificateResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_certificates:delete(certificate_id, options) end

---`GET /organization/certificates` (listOrganizationCertificates)
---@param params? openai.AdminOrganizationCertificateListParams
---@param options? openai.CallOptions
---@return openai.OrganizationCertificatePager pager
function admin_organization_certificates:list(params, options) end

---`GET /organization/certificates/{certificate_id}` (getCertificate)
---@param certificate_id string|openai.Certificate
---@param params? openai.AdminOrganizationCertificateRetrieveParams
---@param options? openai.CallOptions
---@return openai.Certificate? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_certificates:retrieve(certificate_id, params, options) end

---`POST /organization/certificates/{certificate_id}` (modifyCertificate)
---@param certificate_id string|openai.Certificate
---@param params? openai.AdminOrganizationCertificateUpdateParams
---@param options? openai.CallOptions
---@return openai.Certificate? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_certificates:update(certificate_id, params, options) end

---@class openai.resource.AdminOrganizationDataRetention
local admin_organization_data_retention = {}

---`GET /organization/data_retention` (retrieve-organization-data-retention)
---@param options? openai.CallOptions
---@return openai.OrganizationDataRetention? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_data_retention:retrieve(options) end

---`POST /organization/data_retention` (update-organization-data-retention)
---@param params openai.AdminOrganizationDataRetentionUpdateParams
---@param options? openai.CallOptions
---@return openai.OrganizationDataRetention? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_data_retention:update(params, options) end

---@class openai.resource.AdminOrganizationGroups
---@field roles openai.resource.AdminOrganizationGroupsRoles
---@field users openai.resource.AdminOrganizationGroupsUsers
local admin_organization_groups = {}

---`POST /organization/groups` (create-group)
---@param params openai.AdminOrganizationGroupCreateParams
---@param options? openai.CallOptions
---@return openai.GroupResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups:create(params, options) end

---`DELETE /organization/groups/{group_id}` (delete-group)
---@param group_id string|openai.GroupResponse
---@param options? openai.CallOptions
---@return openai.GroupDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups:delete(group_id, options) end

---`GET /organization/groups` (list-groups)
---@param params? openai.AdminOrganizationGroupListParams
---@param options? openai.CallOptions
---@return openai.GroupResponsePager pager
function admin_organization_groups:list(params, options) end

---`GET /organization/groups/{group_id}` (retrieve-group)
---@param group_id string|openai.GroupResponse
---@param options? openai.CallOptions
---@return openai.GroupResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups:retrieve(group_id, options) end

---`POST /organization/groups/{group_id}` (update-group)
---@param group_id string|openai.GroupResponse
---@param params openai.AdminOrganizationGroupUpdateParams
---@param options? openai.CallOptions
---@return openai.GroupResourceWithSuccess? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups:update(group_id, params, options) end

---@class openai.resource.AdminOrganizationGroupsRoles
local admin_organization_groups_roles = {}

---`POST /organization/groups/{group_id}/roles` (assign-group-role)
---@param group_id string|openai.GroupResponse
---@param params openai.AdminOrganizationGroupRoleCreateParams
---@param options? openai.CallOptions
---@return openai.GroupRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups_roles:create(group_id, params, options) end

---`DELETE /organization/groups/{group_id}/roles/{role_id}` (unassign-group-role)
---@param group_id string|openai.GroupResponse
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.DeletedRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups_roles:delete(group_id, role_id, options) end

---`GET /organization/groups/{group_id}/roles` (list-group-role-assignments)
---@param group_id string|openai.GroupResponse
---@param params? openai.AdminOrganizationGroupRoleListParams
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetailsPager pager
function admin_organization_groups_roles:list(group_id, params, options) end

---`GET /organization/groups/{group_id}/roles/{role_id}` (retrieve-group-role)
---@param group_id string|openai.GroupResponse
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetails? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups_roles:retrieve(group_id, role_id, options) end

---@class openai.resource.AdminOrganizationGroupsUsers
local admin_organization_groups_users = {}

---`POST /organization/groups/{group_id}/users` (add-group-user)
---@param group_id string|openai.GroupResponse
---@param params openai.AdminOrganizationGroupUserCreateParams
---@param options? openai.CallOptions
---@return openai.GroupUserAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups_users:create(group_id, params, options) end

---`DELETE /organization/groups/{group_id}/users/{user_id}` (remove-group-user)
---@param group_id string|openai.GroupResponse
---@param user_id string|openai.GroupMemberUser
---@param options? openai.CallOptions
---@return openai.GroupUserDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups_users:delete(group_id, user_id, options) end

---`GET /organization/groups/{group_id}/users` (list-group-users)
---@param group_id string|openai.GroupResponse
---@param params? openai.AdminOrganizationGroupUserListParams
---@param options? openai.CallOptions
---@return openai.GroupUserPager pager
function admin_organization_groups_users:list(group_id, params, options) end

---`GET /organization/groups/{group_id}/users/{user_id}` (retrieve-group-user)
---@param group_id string|openai.GroupResponse
---@param user_id string|openai.GroupMemberUser
---@param options? openai.CallOptions
---@return openai.GroupMemberUser? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_groups_users:retrieve(group_id, user_id, options) end

---@class openai.resource.AdminOrganizationInvites
local admin_organization_invites = {}

---`POST /organization/invites` (inviteUser)
---@param params openai.AdminOrganizationInviteCreateParams
---@param options? openai.CallOptions
---@return openai.Invite? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_invites:create(params, options) end

---`DELETE /organization/invites/{invite_id}` (delete-invite)
---@param invite_id string|openai.Invite
---@param options? openai.CallOptions
---@return openai.InviteDeleteResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_invites:delete(invite_id, options) end

---`GET /organization/invites` (list-invites)
---@param params? openai.AdminOrganizationInviteListParams
---@param options? openai.CallOptions
---@return openai.InvitePager pager
function admin_organization_invites:list(params, options) end

---`GET /organization/invites/{invite_id}` (retrieve-invite)
---@param invite_id string|openai.Invite
---@param options? openai.CallOptions
---@return openai.Invite? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_invites:retrieve(invite_id, options) end

---@class openai.resource.AdminOrganizationProjects
---@field api_keys openai.resource.AdminOrganizationProjectsApiKeys
---@field certificates openai.resource.AdminOrganizationProjectsCertificates
---@field data_retention openai.resource.AdminOrganizationProjectsDataRetention
---@field groups openai.resource.AdminOrganizationProjectsGroups
---@field hosted_tool_permissions openai.resource.AdminOrganizationProjectsHostedToolPermissions
---@field model_permissions openai.resource.AdminOrganizationProjectsModelPermissions
---@field rate_limits openai.resource.AdminOrganizationProjectsRateLimits
---@field roles openai.resource.AdminOrganizationProjectsRoles
---@field service_accounts openai.resource.AdminOrganizationProjectsServiceAccounts
---@field spend_alerts openai.resource.AdminOrganizationProjectsSpendAlerts
---@field spend_limit openai.resource.AdminOrganizationProjectsSpendLimit
---@field users openai.resource.AdminOrganizationProjectsUsers
local admin_organization_projects = {}

---`POST /organization/projects/{project_id}/archive` (archive-project)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.Project? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects:archive(project_id, options) end

---`POST /organization/projects` (create-project)
---@param params openai.AdminOrganizationProjectCreateParams
---@param options? openai.CallOptions
---@return openai.Project? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects:create(params, options) end

---`GET /organization/projects` (list-projects)
---@param params? openai.AdminOrganizationProjectListParams
---@param options? openai.CallOptions
---@return openai.ProjectPager pager
function admin_organization_projects:list(params, options) end

---`GET /organization/projects/{project_id}` (retrieve-project)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.Project? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects:retrieve(project_id, options) end

---`POST /organization/projects/{project_id}` (modify-project)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectUpdateParams
---@param options? openai.CallOptions
---@return openai.Project? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects:update(project_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsApiKeys
local admin_organization_projects_api_keys = {}

---`DELETE /organization/projects/{project_id}/api_keys/{api_key_id}` (delete-project-api-key)
---@param project_id string|openai.Project
---@param api_key_id string|openai.ProjectApiKey
---@param options? openai.CallOptions
---@return openai.ProjectApiKeyDeleteResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_api_keys:delete(project_id, api_key_id, options) end

---`GET /organization/projects/{project_id}/api_keys` (list-project-api-keys)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectApiKeyListParams
---@param options? openai.CallOptions
---@return openai.ProjectApiKeyPager pager
function admin_organization_projects_api_keys:list(project_id, params, options) end

---`GET /organization/projects/{project_id}/api_keys/{api_key_id}` (retrieve-project-api-key)
---@param project_id string|openai.Project
---@param api_key_id string|openai.ProjectApiKey
---@param options? openai.CallOptions
---@return openai.ProjectApiKey? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_api_keys:retrieve(project_id, api_key_id, options) end

---@class openai.resource.AdminOrganizationProjectsCertificates
local admin_organization_projects_certificates = {}

---`POST /organization/projects/{project_id}/certificates/activate` (activateProjectCertificates)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectCertificateActivateParams
---@param options? openai.CallOptions
---@return openai.OrganizationProjectCertificatePager? pager
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_certificates:activate(project_id, params, options) end

---`POST /organization/projects/{project_id}/certificates/deactivate` (deactivateProjectCertificates)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectCertificateDeactivateParams
---@param options? openai.CallOptions
---@return openai.OrganizationProjectCertificatePager? pager
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_certificates:deactivate(project_id, params, options) end

---`GET /organization/projects/{project_id}/certificates` (listProjectCertificates)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectCertificateListParams
---@param options? openai.CallOptions
---@return openai.OrganizationProjectCertificatePager pager
function admin_organization_projects_certificates:list(project_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsDataRetention
local admin_organization_projects_data_retention = {}

---`GET /organization/projects/{project_id}/data_retention` (retrieve-project-data-retention)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.ProjectDataRetention? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_data_retention:retrieve(project_id, options) end

---`POST /organization/projects/{project_id}/data_retention` (update-project-data-retention)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectDataRetentionUpdateParams
---@param options? openai.CallOptions
---@return openai.ProjectDataRetention? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_data_retention:update(project_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsGroups
---@field roles openai.resource.AdminOrganizationProjectsGroupsRoles
local admin_organization_projects_groups = {}

---`POST /organization/projects/{project_id}/groups` (add-project-group)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectGroupCreateParams
---@param options? openai.CallOptions
---@return openai.ProjectGroup? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_groups:create(project_id, params, options) end

---`DELETE /organization/projects/{project_id}/groups/{group_id}` (remove-project-group)
---@param project_id string|openai.Project
---@param group_id string
---@param options? openai.CallOptions
---@return openai.ProjectGroupDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_groups:delete(project_id, group_id, options) end

---`GET /organization/projects/{project_id}/groups` (list-project-groups)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectGroupListParams
---@param options? openai.CallOptions
---@return openai.ProjectGroupPager pager
function admin_organization_projects_groups:list(project_id, params, options) end

---`GET /organization/projects/{project_id}/groups/{group_id}` (retrieve-project-group)
---@param project_id string|openai.Project
---@param group_id string
---@param params? openai.AdminOrganizationProjectGroupRetrieveParams
---@param options? openai.CallOptions
---@return openai.ProjectGroup? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_groups:retrieve(project_id, group_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsGroupsRoles
local admin_organization_projects_groups_roles = {}

---`POST /projects/{project_id}/groups/{group_id}/roles` (assign-project-group-role)
---@param project_id string
---@param group_id string
---@param params openai.AdminOrganizationProjectGroupRoleCreateParams
---@param options? openai.CallOptions
---@return openai.GroupRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_groups_roles:create(project_id, group_id, params, options) end

---`DELETE /projects/{project_id}/groups/{group_id}/roles/{role_id}` (unassign-project-group-role)
---@param project_id string
---@param group_id string
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.DeletedRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_groups_roles:delete(project_id, group_id, role_id, options) end

---`GET /projects/{project_id}/groups/{group_id}/roles` (list-project-group-role-assignments)
---@param project_id string
---@param group_id string
---@param params? openai.AdminOrganizationProjectGroupRoleListParams
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetailsPager pager
function admin_organization_projects_groups_roles:list(project_id, group_id, params, options) end

---`GET /projects/{project_id}/groups/{group_id}/roles/{role_id}` (retrieve-project-group-role)
---@param project_id string
---@param group_id string
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetails? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_groups_roles:retrieve(project_id, group_id, role_id, options) end

---@class openai.resource.AdminOrganizationProjectsHostedToolPermissions
local admin_organization_projects_hosted_tool_permissions = {}

---`GET /organization/projects/{project_id}/hosted_tool_permissions` (retrieve-project-hosted-tool-permissions)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.ProjectHostedToolPermissions? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_hosted_tool_permissions:retrieve(project_id, options) end

---`POST /organization/projects/{project_id}/hosted_tool_permissions` (update-project-hosted-tool-permissions)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectHostedToolPermissionUpdateParams
---@param options? openai.CallOptions
---@return openai.ProjectHostedToolPermissions? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_hosted_tool_permissions:update(project_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsModelPermissions
local admin_organization_projects_model_permissions = {}

---`DELETE /organization/projects/{project_id}/model_permissions` (delete-project-model-permissions)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.ProjectModelPermissionsDeleteResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_model_permissions:delete(project_id, options) end

---`GET /organization/projects/{project_id}/model_permissions` (retrieve-project-model-permissions)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.ProjectModelPermissions? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_model_permissions:retrieve(project_id, options) end

---`POST /organization/projects/{project_id}/model_permissions` (update-project-model-permissions)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectModelPermissionUpdateParams
---@param options? openai.CallOptions
---@return openai.ProjectModelPermissions? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_model_permissions:update(project_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsRateLimits
local admin_organization_projects_rate_limits = {}

---`GET /organization/projects/{project_id}/rate_limits` (list-project-rate-limits)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectRateLimitListRateLimitsParams
---@param options? openai.CallOptions
---@return openai.ProjectRateLimitPager pager
function admin_organization_projects_rate_limits:list_rate_limits(project_id, params, options) end

---`POST /organization/projects/{project_id}/rate_limits/{rate_limit_id}` (update-project-rate-limits)
---@param project_id string|openai.Project
---@param rate_limit_id string
---@param params? openai.AdminOrganizationProjectRateLimitUpdateRateLimitParams
---@param options? openai.CallOptions
---@return openai.ProjectRateLimit? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_rate_limits:update_rate_limit(project_id, rate_limit_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsRoles
local admin_organization_projects_roles = {}

---`POST /projects/{project_id}/roles` (create-project-role)
---@param project_id string
---@param params openai.AdminOrganizationProjectRoleCreateParams
---@param options? openai.CallOptions
---@return openai.Role? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_roles:create(project_id, params, options) end

---`DELETE /projects/{project_id}/roles/{role_id}` (delete-project-role)
---@param project_id string
---@param role_id string|openai.Role
---@param options? openai.CallOptions
---@return openai.RoleDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_roles:delete(project_id, role_id, options) end

---`GET /projects/{project_id}/roles` (list-project-roles)
---@param project_id string
---@param params? openai.AdminOrganizationProjectRoleListParams
---@param options? openai.CallOptions
---@return openai.RolePager pager
function admin_organization_projects_roles:list(project_id, params, options) end

---`GET /projects/{project_id}/roles/{role_id}` (retrieve-project-role)
---@param project_id string
---@param role_id string|openai.Role
---@param options? openai.CallOptions
---@return openai.Role? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_roles:retrieve(project_id, role_id, options) end

---`POST /projects/{project_id}/roles/{role_id}` (update-project-role)
---@param project_id string
---@param role_id string|openai.Role
---@param params? openai.AdminOrganizationProjectRoleUpdateParams
---@param options? openai.CallOptions
---@return openai.Role? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_roles:update(project_id, role_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsServiceAccounts
---@field api_keys openai.resource.AdminOrganizationProjectsServiceAccountsApiKeys
local admin_organization_projects_service_accounts = {}

---`POST /organization/projects/{project_id}/service_accounts` (create-project-service-account)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectServiceAccountCreateParams
---@param options? openai.CallOptions
---@return openai.ProjectServiceAccountCreateResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_service_accounts:create(project_id, params, options) end

---`DELETE /organization/projects/{project_id}/service_accounts/{service_account_id}` (delete-project-service-account)
---@param project_id string|openai.Project
---@param service_account_id string|openai.ProjectServiceAccount
---@param options? openai.CallOptions
---@return openai.ProjectServiceAccountDeleteResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_service_accounts:delete(project_id, service_account_id, options) end

---`GET /organization/projects/{project_id}/service_accounts` (list-project-service-accounts)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectServiceAccountListParams
---@param options? openai.CallOptions
---@return openai.ProjectServiceAccountPager pager
function admin_organization_projects_service_accounts:list(project_id, params, options) end

---`GET /organization/projects/{project_id}/service_accounts/{service_account_id}` (retrieve-project-service-account)
---@param project_id string|openai.Project
---@param service_account_id string|openai.ProjectServiceAccount
---@param options? openai.CallOptions
---@return openai.ProjectServiceAccount? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_service_accounts:retrieve(project_id, service_account_id, options) end

---`POST /organization/projects/{project_id}/service_accounts/{service_account_id}` (update-project-service-account)
---@param project_id string|openai.Project
---@param service_account_id string|openai.ProjectServiceAccount
---@param params? openai.AdminOrganizationProjectServiceAccountUpdateParams
---@param options? openai.CallOptions
---@return openai.ProjectServiceAccount? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_service_accounts:update(project_id, service_account_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsServiceAccountsApiKeys
local admin_organization_projects_service_accounts_api_keys = {}

---`POST /organization/projects/{project_id}/service_accounts/{service_account_id}/api_keys` (CreateanAPIkeyforaserviceaccount)
---@param project_id string|openai.Project
---@param service_account_id string|openai.ProjectServiceAccount
---@param params? openai.AdminOrganizationProjectServiceAccountApiKeyCreateParams
---@param options? openai.CallOptions
---@return openai.ServiceAccountApiKeyBody? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_service_accounts_api_keys:create(project_id, service_account_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsSpendAlerts
local admin_organization_projects_spend_alerts = {}

---`POST /organization/projects/{project_id}/spend_alerts` (create-project-spend-alert)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectSpendAlertCreateParams
---@param options? openai.CallOptions
---@return openai.ProjectSpendAlert? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_spend_alerts:create(project_id, params, options) end

---`DELETE /organization/projects/{project_id}/spend_alerts/{alert_id}` (delete-project-spend-alert)
---@param project_id string|openai.Project
---@param alert_id string|openai.ProjectSpendAlert
---@param options? openai.CallOptions
---@return openai.ProjectSpendAlertDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_spend_alerts:delete(project_id, alert_id, options) end

---`GET /organization/projects/{project_id}/spend_alerts` (list-project-spend-alerts)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectSpendAlertListParams
---@param options? openai.CallOptions
---@return openai.ProjectSpendAlertPager pager
function admin_organization_projects_spend_alerts:list(project_id, params, options) end

---`GET /organization/projects/{project_id}/spend_alerts/{alert_id}` (retrieve-project-spend-alert)
---@param project_id string|openai.Project
---@param alert_id string|openai.ProjectSpendAlert
---@param options? openai.CallOptions
---@return openai.ProjectSpendAlert? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_spend_alerts:retrieve(project_id, alert_id, options) end

---`POST /organization/projects/{project_id}/spend_alerts/{alert_id}` (update-project-spend-alert)
---@param project_id string|openai.Project
---@param alert_id string|openai.ProjectSpendAlert
---@param params openai.AdminOrganizationProjectSpendAlertUpdateParams
---@param options? openai.CallOptions
---@return openai.ProjectSpendAlert? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_spend_alerts:update(project_id, alert_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsSpendLimit
local admin_organization_projects_spend_limit = {}

---`DELETE /organization/projects/{project_id}/spend_limit` (Deleteprojectspendlimit)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.ProjectSpendLimitDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_spend_limit:delete(project_id, options) end

---`GET /organization/projects/{project_id}/spend_limit` (Getprojectspendlimit)
---@param project_id string|openai.Project
---@param options? openai.CallOptions
---@return openai.ProjectSpendLimit? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_spend_limit:retrieve(project_id, options) end

---`POST /organization/projects/{project_id}/spend_limit` (Updateprojectspendlimit)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectSpendLimitUpdateParams
---@param options? openai.CallOptions
---@return openai.ProjectSpendLimit? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_spend_limit:update(project_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsUsers
---@field roles openai.resource.AdminOrganizationProjectsUsersRoles
local admin_organization_projects_users = {}

---`POST /organization/projects/{project_id}/users` (create-project-user)
---@param project_id string|openai.Project
---@param params openai.AdminOrganizationProjectUserCreateParams
---@param options? openai.CallOptions
---@return openai.ProjectUser? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_users:create(project_id, params, options) end

---`DELETE /organization/projects/{project_id}/users/{user_id}` (delete-project-user)
---@param project_id string|openai.Project
---@param user_id string|openai.ProjectUser
---@param options? openai.CallOptions
---@return openai.ProjectUserDeleteResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_users:delete(project_id, user_id, options) end

---`GET /organization/projects/{project_id}/users` (list-project-users)
---@param project_id string|openai.Project
---@param params? openai.AdminOrganizationProjectUserListParams
---@param options? openai.CallOptions
---@return openai.ProjectUserPager pager
function admin_organization_projects_users:list(project_id, params, options) end

---`GET /organization/projects/{project_id}/users/{user_id}` (retrieve-project-user)
---@param project_id string|openai.Project
---@param user_id string|openai.ProjectUser
---@param options? openai.CallOptions
---@return openai.ProjectUser? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_users:retrieve(project_id, user_id, options) end

---`POST /organization/projects/{project_id}/users/{user_id}` (modify-project-user)
---@param project_id string|openai.Project
---@param user_id string|openai.ProjectUser
---@param params? openai.AdminOrganizationProjectUserUpdateParams
---@param options? openai.CallOptions
---@return openai.ProjectUser? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_users:update(project_id, user_id, params, options) end

---@class openai.resource.AdminOrganizationProjectsUsersRoles
local admin_organization_projects_users_roles = {}

---`POST /projects/{project_id}/users/{user_id}/roles` (assign-project-user-role)
---@param project_id string
---@param user_id string
---@param params openai.AdminOrganizationProjectUserRoleCreateParams
---@param options? openai.CallOptions
---@return openai.UserRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_users_roles:create(project_id, user_id, params, options) end

---`DELETE /projects/{project_id}/users/{user_id}/roles/{role_id}` (unassign-project-user-role)
---@param project_id string
---@param user_id string
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.DeletedRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_users_roles:delete(project_id, user_id, role_id, options) end

---`GET /projects/{project_id}/users/{user_id}/roles` (list-project-user-role-assignments)
---@param project_id string
---@param user_id string
---@param params? openai.AdminOrganizationProjectUserRoleListParams
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetailsPager pager
function admin_organization_projects_users_roles:list(project_id, user_id, params, options) end

---`GET /projects/{project_id}/users/{user_id}/roles/{role_id}` (retrieve-project-user-role)
---@param project_id string
---@param user_id string
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetails? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_projects_users_roles:retrieve(project_id, user_id, role_id, options) end

---@class openai.resource.AdminOrganizationRoles
local admin_organization_roles = {}

---`POST /organization/roles` (create-role)
---@param params openai.AdminOrganizationRoleCreateParams
---@param options? openai.CallOptions
---@return openai.Role? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_roles:create(params, options) end

---`DELETE /organization/roles/{role_id}` (delete-role)
---@param role_id string|openai.Role
---@param options? openai.CallOptions
---@return openai.RoleDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_roles:delete(role_id, options) end

---`GET /organization/roles` (list-roles)
---@param params? openai.AdminOrganizationRoleListParams
---@param options? openai.CallOptions
---@return openai.RolePager pager
function admin_organization_roles:list(params, options) end

---`GET /organization/roles/{role_id}` (retrieve-role)
---@param role_id string|openai.Role
---@param options? openai.CallOptions
---@return openai.Role? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_roles:retrieve(role_id, options) end

---`POST /organization/roles/{role_id}` (update-role)
---@param role_id string|openai.Role
---@param params? openai.AdminOrganizationRoleUpdateParams
---@param options? openai.CallOptions
---@return openai.Role? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_roles:update(role_id, params, options) end

---@class openai.resource.AdminOrganizationSpendAlerts
local admin_organization_spend_alerts = {}

---`POST /organization/spend_alerts` (create-organization-spend-alert)
---@param params openai.AdminOrganizationSpendAlertCreateParams
---@param options? openai.CallOptions
---@return openai.OrganizationSpendAlert? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_spend_alerts:create(params, options) end

---`DELETE /organization/spend_alerts/{alert_id}` (delete-organization-spend-alert)
---@param alert_id string|openai.OrganizationSpendAlert
---@param options? openai.CallOptions
---@return openai.OrganizationSpendAlertDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_spend_alerts:delete(alert_id, options) end

---`GET /organization/spend_alerts` (list-organization-spend-alerts)
---@param params? openai.AdminOrganizationSpendAlertListParams
---@param options? openai.CallOptions
---@return openai.OrganizationSpendAlertPager pager
function admin_organization_spend_alerts:list(params, options) end

---`GET /organization/spend_alerts/{alert_id}` (retrieve-organization-spend-alert)
---@param alert_id string|openai.OrganizationSpendAlert
---@param options? openai.CallOptions
---@return openai.OrganizationSpendAlert? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_spend_alerts:retrieve(alert_id, options) end

---`POST /organization/spend_alerts/{alert_id}` (update-organization-spend-alert)
---@param alert_id string|openai.OrganizationSpendAlert
---@param params openai.AdminOrganizationSpendAlertUpdateParams
---@param options? openai.CallOptions
---@return openai.OrganizationSpendAlert? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_spend_alerts:update(alert_id, params, options) end

---@class openai.resource.AdminOrganizationSpendLimit
local admin_organization_spend_limit = {}

---`DELETE /organization/spend_limit` (Deleteorganizationspendlimit)
---@param options? openai.CallOptions
---@return openai.OrganizationSpendLimitDeleted? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_spend_limit:delete(options) end

---`GET /organization/spend_limit` (Getorganizationspendlimit)
---@param options? openai.CallOptions
---@return openai.OrganizationSpendLimit? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_spend_limit:retrieve(options) end

---`POST /organization/spend_limit` (Updateorganizationspendlimit)
---@param params openai.AdminOrganizationSpendLimitUpdateParams
---@param options? openai.CallOptions
---@return openai.OrganizationSpendLimit? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_spend_limit:update(params, options) end

---@class openai.resource.AdminOrganizationUsage
local admin_organization_usage = {}

---`GET /organization/usage/audio_speeches` (usage-audio-speeches)
---@param params openai.AdminOrganizationUsageAudioSpeechesParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:audio_speeches(params, options) end

---`GET /organization/usage/audio_transcriptions` (usage-audio-transcriptions)
---@param params openai.AdminOrganizationUsageAudioTranscriptionsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:audio_transcriptions(params, options) end

---`GET /organization/usage/code_interpreter_sessions` (usage-code-interpreter-sessions)
---@param params openai.AdminOrganizationUsageCodeInterpreterSessionsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:code_interpreter_sessions(params, options) end

---`GET /organization/usage/completions` (usage-completions)
---@param params openai.AdminOrganizationUsageCompletionsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:completions(params, options) end

---`GET /organization/costs` (usage-costs)
---@param params openai.AdminOrganizationUsageCostsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:costs(params, options) end

---`GET /organization/usage/embeddings` (usage-embeddings)
---@param params openai.AdminOrganizationUsageEmbeddingsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:embeddings(params, options) end

---`GET /organization/usage/file_search_calls` (usage-file-search-calls)
---@param params openai.AdminOrganizationUsageFileSearchCallsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:file_search_calls(params, options) end

---`GET /organization/usage/images` (usage-images)
---@param params openai.AdminOrganizationUsageImagesParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:images(params, options) end

---`GET /organization/usage/moderations` (usage-moderations)
---@param params openai.AdminOrganizationUsageModerationsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:moderations(params, options) end

---`GET /organization/usage/vector_stores` (usage-vector-stores)
---@param params openai.AdminOrganizationUsageVectorStoresParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:vector_stores(params, options) end

---`GET /organization/usage/web_search_calls` (usage-web-search-calls)
---@param params openai.AdminOrganizationUsageWebSearchCallsParams
---@param options? openai.CallOptions
---@return openai.UsageTimeBucketPager pager
function admin_organization_usage:web_search_calls(params, options) end

---@class openai.resource.AdminOrganizationUsers
---@field roles openai.resource.AdminOrganizationUsersRoles
local admin_organization_users = {}

---`DELETE /organization/users/{user_id}` (delete-user)
---@param user_id string|openai.User
---@param options? openai.CallOptions
---@return openai.UserDeleteResponse? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_users:delete(user_id, options) end

---`GET /organization/users` (list-users)
---@param params? openai.AdminOrganizationUserListParams
---@param options? openai.CallOptions
---@return openai.UserPager pager
function admin_organization_users:list(params, options) end

---`GET /organization/users/{user_id}` (retrieve-user)
---@param user_id string|openai.User
---@param options? openai.CallOptions
---@return openai.User? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_users:retrieve(user_id, options) end

---`POST /organization/users/{user_id}` (modify-user)
---@param user_id string|openai.User
---@param params? openai.AdminOrganizationUserUpdateParams
---@param options? openai.CallOptions
---@return openai.User? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_users:update(user_id, params, options) end

---@class openai.resource.AdminOrganizationUsersRoles
local admin_organization_users_roles = {}

---`POST /organization/users/{user_id}/roles` (assign-user-role)
---@param user_id string|openai.User
---@param params openai.AdminOrganizationUserRoleCreateParams
---@param options? openai.CallOptions
---@return openai.UserRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_users_roles:create(user_id, params, options) end

---`DELETE /organization/users/{user_id}/roles/{role_id}` (unassign-user-role)
---@param user_id string|openai.User
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.DeletedRoleAssignment? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_users_roles:delete(user_id, role_id, options) end

---`GET /organization/users/{user_id}/roles` (list-user-role-assignments)
---@param user_id string|openai.User
---@param params? openai.AdminOrganizationUserRoleListParams
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetailsPager pager
function admin_organization_users_roles:list(user_id, params, options) end

---`GET /organization/users/{user_id}/roles/{role_id}` (retrieve-user-role)
---@param user_id string|openai.User
---@param role_id string|openai.AssignedRoleDetails
---@param options? openai.CallOptions
---@return openai.AssignedRoleDetails? result
---@return openai.Error|openai.Response|nil info the error; with `with_response` the response
function admin_organization_users_roles:retrieve(user_id, role_id, options) end

---@class openai.AdminOrganizationAdminApiKeyCreateParams
---@field name string
---@field expires_in_seconds? integer 1 to 31,536,000

---@class openai.AdminOrganizationAdminApiKeyListParams
---@field after? string
---@field order? "asc"|"desc" default "asc"
---@field limit? integer default 20

---@class openai.AdminOrganizationAuditLogListParams
---@field effective_at? openai.AdminOrganizationAuditLogListEffectiveAt
---@field project_ids? string[]
---@field event_types? openai.AuditLogEventType[]
---@field actor_ids? string[]
---@field actor_emails? string[]
---@field resource_ids? string[]
---@field tenant_only? boolean default false
---@field limit? integer default 20
---@field after? string
---@field before? string

---@class openai.AdminOrganizationCertificateActivateParams
---@field certificate_ids string[] 1 to 10 items

---@class openai.AdminOrganizationCertificateCreateParams
---@field certificate string
---@field name? string

---@class openai.AdminOrganizationCertificateDeactivateParams
---@field certificate_ids string[] 1 to 10 items

---@class openai.AdminOrganizationCertificateListParams
---@field limit? integer default 20
---@field after? string
---@field order? "asc"|"desc" default "desc"

---@class openai.AdminOrganizationCertificateRetrieveParams
---@field include? "content"[]

---@class openai.AdminOrganizationCertificateUpdateParams
---@field name? string

---@class openai.AdminOrganizationDataRetentionUpdateParams
---@field retention_type openai.AdminOrganizationDataRetentionUpdateRetentionType

---@class openai.AdminOrganizationGroupCreateParams
---@field name string 1 to 255 characters

---@class openai.AdminOrganizationGroupListParams
---@field limit? integer default 100; 0 to 1,000
---@field after? string
---@field order? "asc"|"desc" default "asc"

---@class openai.AdminOrganizationGroupUpdateParams
---@field name string 1 to 255 characters

---@class openai.AdminOrganizationGroupRoleCreateParams
---@field role_id string

---@class openai.AdminOrganizationGroupRoleListParams
---@field limit? integer 0 to 1,000
---@field after? string
---@field order? "asc"|"desc"

---@class openai.AdminOrganizationGroupUserCreateParams
---@field user_id string

---@class openai.AdminOrganizationGroupUserListParams
---@field limit? integer default 100; 0 to 1,000
---@field after? string
---@field order? "asc"|"desc" default "desc"

---@class openai.AdminOrganizationInviteCreateParams
---@field email string
---@field role "reader"|"owner"
---@field projects? openai.AdminOrganizationInviteCreateProjectsItem[]

---@class openai.AdminOrganizationInviteListParams
---@field limit? integer default 20
---@field after? string

---@class openai.AdminOrganizationProjectCreateParams
---@field name string
---@field external_key_id? string
---@field residency? openai.PublicProjectResidency

---@class openai.AdminOrganizationProjectListParams
---@field limit? integer default 20
---@field after? string
---@field include_archived? boolean default false

---@class openai.AdminOrganizationProjectUpdateParams
---@field external_key_id? string
---@field name? string

---@class openai.AdminOrganizationProjectApiKeyListParams
---@field limit? integer default 20
---@field after? string
---@field owner_project_access? "active"|"inactive"|"any"

---@class openai.AdminOrganizationProjectCertificateActivateParams
---@field certificate_ids string[] 1 to 10 items

---@class openai.AdminOrganizationProjectCertificateDeactivateParams
---@field certificate_ids string[] 1 to 10 items

---@class openai.AdminOrganizationProjectCertificateListParams
---@field limit? integer default 20
---@field after? string
---@field order? "asc"|"desc" default "desc"

---@class openai.AdminOrganizationProjectDataRetentionUpdateParams
---@field retention_type openai.AdminOrganizationProjectDataRetentionUpdateRetentionType

---@class openai.AdminOrganizationProjectGroupCreateParams
---@field group_id string
---@field role string

---@class openai.AdminOrganizationProjectGroupListParams
---@field limit? integer default 20; 0 to 100
---@field after? string
---@field order? "asc"|"desc" default "asc"

---@class openai.AdminOrganizationProjectGroupRetrieveParams
---@field group_type? "group"|"tenant_group" default "group"

---@class openai.AdminOrganizationProjectGroupRoleCreateParams
---@field role_id string

---@class openai.AdminOrganizationProjectGroupRoleListParams
---@field limit? integer 0 to 1,000
---@field after? string
---@field order? "asc"|"desc"

---@class openai.AdminOrganizationProjectHostedToolPermissionUpdateParams
---@field code_interpreter? openai.HostedToolPermissionUpdate
---@field file_search? openai.HostedToolPermissionUpdate
---@field image_generation? openai.HostedToolPermissionUpdate
---@field mcp? openai.HostedToolPermissionUpdate
---@field web_search? openai.HostedToolPermissionUpdate

---@class openai.AdminOrganizationProjectModelPermissionUpdateParams
---@field mode "allow_list"|"deny_list"
---@field model_ids string[]

---@class openai.AdminOrganizationProjectRateLimitListRateLimitsParams
---@field limit? integer default 100
---@field after? string
---@field before? string

---@class openai.AdminOrganizationProjectRateLimitUpdateRateLimitParams
---@field batch_1_day_max_input_tokens? integer
---@field max_audio_megabytes_per_1_minute? integer
---@field max_images_per_1_minute? integer
---@field max_requests_per_1_day? integer
---@field max_requests_per_1_minute? integer
---@field max_tokens_per_1_minute? integer

---@class openai.AdminOrganizationProjectRoleCreateParams
---@field role_name string
---@field permissions string[]
---@field description? string

---@class openai.AdminOrganizationProjectRoleListParams
---@field limit? integer default 1,000; 0 to 1,000
---@field after? string
---@field order? "asc"|"desc" default "asc"

---@class openai.AdminOrganizationProjectRoleUpdateParams
---@field description? string
---@field permissions? string[]
---@field role_name? string

---@class openai.AdminOrganizationProjectServiceAccountCreateParams
---@field name string
---@field create_service_account_only? boolean

---@class openai.AdminOrganizationProjectServiceAccountListParams
---@field limit? integer default 20
---@field after? string

---@class openai.AdminOrganizationProjectServiceAccountUpdateParams
---@field name? string
---@field role? "member"|"owner"

---@class openai.AdminOrganizationProjectServiceAccountApiKeyCreateParams
---@field name? string
---@field scopes? string[]

---@class openai.AdminOrganizationProjectSpendAlertCreateParams
---@field threshold_amount integer at least 0
---@field currency "USD"
---@field interval "month"
---@field notification_channel openai.SpendAlertNotificationChannel

---@class openai.AdminOrganizationProjectSpendAlertListParams
---@field limit? integer 0 to 100
---@field order? "asc"|"desc" default "asc"
---@field after? string
---@field before? string

---@class openai.AdminOrganizationProjectSpendAlertUpdateParams
---@field threshold_amount integer at least 0
---@field currency "USD"
---@field interval "month"
---@field notification_channel openai.SpendAlertNotificationChannel

---@class openai.AdminOrganizationProjectSpendLimitUpdateParams
---@field threshold_amount integer at least 1
---@field currency "USD"
---@field interval "month"

---@class openai.AdminOrganizationProjectUserCreateParams
---@field role string
---@field email? string
---@field user_id? string

---@class openai.AdminOrganizationProjectUserListParams
---@field limit? integer default 20
---@field after? string

---@class openai.AdminOrganizationProjectUserUpdateParams
---@field role? string

---@class openai.AdminOrganizationProjectUserRoleCreateParams
---@field role_id string

---@class openai.AdminOrganizationProjectUserRoleListParams
---@field limit? integer 0 to 1,000
---@field after? string
---@field order? "asc"|"desc"

---@class openai.AdminOrganizationRoleCreateParams
---@field role_name string
---@field permissions string[]
---@field description? string

---@class openai.AdminOrganizationRoleListParams
---@field limit? integer default 1,000; 0 to 1,000
---@field after? string
---@field order? "asc"|"desc" default "asc"

---@class openai.AdminOrganizationRoleUpdateParams
---@field description? string
---@field permissions? string[]
---@field role_name? string

---@class openai.AdminOrganizationSpendAlertCreateParams
---@field threshold_amount integer at least 0
---@field currency "USD"
---@field interval "month"
---@field notification_channel openai.SpendAlertNotificationChannel

---@class openai.AdminOrganizationSpendAlertListParams
---@field limit? integer 0 to 100
---@field order? "asc"|"desc" default "asc"
---@field after? string
---@field before? string

---@class openai.AdminOrganizationSpendAlertUpdateParams
---@field threshold_amount integer at least 0
---@field currency "USD"
---@field interval "month"
---@field notification_channel openai.SpendAlertNotificationChannel

---@class openai.AdminOrganizationSpendLimitUpdateParams
---@field threshold_amount integer at least 1
---@field currency "USD"
---@field interval "month"

---@class openai.AdminOrganizationUsageAudioSpeechesParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field models? string[]
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"model")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageAudioTranscriptionsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field models? string[]
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"model")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageCodeInterpreterSessionsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field group_by? "project_id"[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageCompletionsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field models? string[]
---@field batch? boolean
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"model"|"batch"|"service_tier")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageCostsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1d" default "1d"
---@field project_ids? string[]
---@field api_key_ids? string[]
---@field group_by? ("project_id"|"line_item"|"api_key_id")[]
---@field limit? integer default 7
---@field page? string

---@class openai.AdminOrganizationUsageEmbeddingsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field models? string[]
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"model")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageFileSearchCallsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field vector_store_ids? string[]
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"vector_store_id")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageImagesParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field sources? ("image.generation"|"image.edit"|"image.variation")[]
---@field sizes? ("256x256"|"512x512"|"1024x1024"|"1792x1792"|"1024x1792")[]
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field models? string[]
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"model"|"size"|"source")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageModerationsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field models? string[]
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"model")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageVectorStoresParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field group_by? "project_id"[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUsageWebSearchCallsParams
---@field start_time integer
---@field end_time? integer
---@field bucket_width? "1m"|"1h"|"1d" default "1d"
---@field project_ids? string[]
---@field user_ids? string[]
---@field api_key_ids? string[]
---@field models? string[]
---@field context_levels? ("low"|"medium"|"high")[]
---@field group_by? ("project_id"|"user_id"|"api_key_id"|"model"|"context_level")[]
---@field limit? integer
---@field page? string

---@class openai.AdminOrganizationUserListParams
---@field limit? integer default 20
---@field after? string
---@field emails? string[]

---@class openai.AdminOrganizationUserUpdateParams
---@field developer_persona? string
---@field role? string
---@field role_id? string
---@field technical_level? string

---@class openai.AdminOrganizationUserRoleCreateParams
---@field role_id string

---@class openai.AdminOrganizationUserRoleListParams
---@field limit? integer 0 to 1,000
---@field after? string
---@field order? "asc"|"desc"

---@class openai.AdminApiKeyPager: openai.Pager
---@overload fun(): openai.AdminApiKey?
---@field next fun(self: openai.AdminApiKeyPager): openai.AdminApiKey?, openai.Error?
---@field collect fun(self: openai.AdminApiKeyPager, max?: integer): openai.AdminApiKey[]?, openai.Error?

---@class openai.AuditLogPager: openai.Pager
---@overload fun(): openai.AuditLog?
---@field next fun(self: openai.AuditLogPager): openai.AuditLog?, openai.Error?
---@field collect fun(self: openai.AuditLogPager, max?: integer): openai.AuditLog[]?, openai.Error?

---@class openai.OrganizationCertificatePager: openai.Pager
---@overload fun(): openai.OrganizationCertificate?
---@field next fun(self: openai.OrganizationCertificatePager): openai.OrganizationCertificate?, openai.Error?
---@field collect fun(self: openai.OrganizationCertificatePager, max?: integer): openai.OrganizationCertificate[]?, openai.Error?

---@class openai.GroupResponsePager: openai.Pager
---@overload fun(): openai.GroupResponse?
---@field next fun(self: openai.GroupResponsePager): openai.GroupResponse?, openai.Error?
---@field collect fun(self: openai.GroupResponsePager, max?: integer): openai.GroupResponse[]?, openai.Error?

---@class openai.AssignedRoleDetailsPager: openai.Pager
---@overload fun(): openai.AssignedRoleDetails?
---@field next fun(self: openai.AssignedRoleDetailsPager): openai.AssignedRoleDetails?, openai.Error?
---@field collect fun(self: openai.AssignedRoleDetailsPager, max?: integer): openai.AssignedRoleDetails[]?, openai.Error?

---@class openai.GroupUserPager: openai.Pager
---@overload fun(): openai.GroupUser?
---@field next fun(self: openai.GroupUserPager): openai.GroupUser?, openai.Error?
---@field collect fun(self: openai.GroupUserPager, max?: integer): openai.GroupUser[]?, openai.Error?

---@class openai.InvitePager: openai.Pager
---@overload fun(): openai.Invite?
---@field next fun(self: openai.InvitePager): openai.Invite?, openai.Error?
---@field collect fun(self: openai.InvitePager, max?: integer): openai.Invite[]?, openai.Error?

---@class openai.ProjectPager: openai.Pager
---@overload fun(): openai.Project?
---@field next fun(self: openai.ProjectPager): openai.Project?, openai.Error?
---@field collect fun(self: openai.ProjectPager, max?: integer): openai.Project[]?, openai.Error?

---@class openai.ProjectApiKeyPager: openai.Pager
---@overload fun(): openai.ProjectApiKey?
---@field next fun(self: openai.ProjectApiKeyPager): openai.ProjectApiKey?, openai.Error?
---@field collect fun(self: openai.ProjectApiKeyPager, max?: integer): openai.ProjectApiKey[]?, openai.Error?

---@class openai.OrganizationProjectCertificatePager: openai.Pager
---@overload fun(): openai.OrganizationProjectCertificate?
---@field next fun(self: openai.OrganizationProjectCertificatePager): openai.OrganizationProjectCertificate?, openai.Error?
---@field collect fun(self: openai.OrganizationProjectCertificatePager, max?: integer): openai.OrganizationProjectCertificate[]?, openai.Error?

---@class openai.ProjectGroupPager: openai.Pager
---@overload fun(): openai.ProjectGroup?
---@field next fun(self: openai.ProjectGroupPager): openai.ProjectGroup?, openai.Error?
---@field collect fun(self: openai.ProjectGroupPager, max?: integer): openai.ProjectGroup[]?, openai.Error?

---@class openai.ProjectRateLimitPager: openai.Pager
---@overload fun(): openai.ProjectRateLimit?
---@field next fun(self: openai.ProjectRateLimitPager): openai.ProjectRateLimit?, openai.Error?
---@field collect fun(self: openai.ProjectRateLimitPager, max?: integer): openai.ProjectRateLimit[]?, openai.Error?

---@class openai.RolePager: openai.Pager
---@overload fun(): openai.Role?
---@field next fun(self: openai.RolePager): openai.Role?, openai.Error?
---@field collect fun(self: openai.RolePager, max?: integer): openai.Role[]?, openai.Error?

---@class openai.ProjectServiceAccountPager: openai.Pager
---@overload fun(): openai.ProjectServiceAccount?
---@field next fun(self: openai.ProjectServiceAccountPager): openai.ProjectServiceAccount?, openai.Error?
---@field collect fun(self: openai.ProjectServiceAccountPager, max?: integer): openai.ProjectServiceAccount[]?, openai.Error?

---@class openai.ProjectSpendAlertPager: openai.Pager
---@overload fun(): openai.ProjectSpendAlert?
---@field next fun(self: openai.ProjectSpendAlertPager): openai.ProjectSpendAlert?, openai.Error?
---@field collect fun(self: openai.ProjectSpendAlertPager, max?: integer): openai.ProjectSpendAlert[]?, openai.Error?

---@class openai.ProjectUserPager: openai.Pager
---@overload fun(): openai.ProjectUser?
---@field next fun(self: openai.ProjectUserPager): openai.ProjectUser?, openai.Error?
---@field collect fun(self: openai.ProjectUserPager, max?: integer): openai.ProjectUser[]?, openai.Error?

---@class openai.OrganizationSpendAlertPager: openai.Pager
---@overload fun(): openai.OrganizationSpendAlert?
---@field next fun(self: openai.OrganizationSpendAlertPager): openai.OrganizationSpendAlert?, openai.Error?
---@field collect fun(self: openai.OrganizationSpendAlertPager, max?: integer): openai.OrganizationSpendAlert[]?, openai.Error?

---@class openai.UsageTimeBucketPager: openai.Pager
---@overload fun(): openai.UsageTimeBucket?
---@field next fun(self: openai.UsageTimeBucketPager): openai.UsageTimeBucket?, openai.Error?
---@field collect fun(self: openai.UsageTimeBucketPager, max?: integer): openai.UsageTimeBucket[]?, openai.Error?

---@class openai.UserPager: openai.Pager
---@overload fun(): openai.User?
---@field next fun(self: openai.UserPager): openai.User?, openai.Error?
---@field collect fun(self: openai.UserPager, max?: integer): openai.User[]?, openai.Error?

---@class openai.AdminApiKey
---@field object "organization.admin_api_key"
---@field redacted_value string
---@field created_at integer
---@field expires_at? integer
---@field id string
---@field owner openai.AdminApiKeyOwner
---@field last_used_at? integer
---@field name? string

---@class openai.AdminApiKeyCreateResponse
---@field object "organization.admin_api_key"
---@field redacted_value string
---@field created_at integer
---@field expires_at? integer
---@field id string
---@field owner openai.AdminApiKeyCreateResponseOwner
---@field value string
---@field last_used_at? integer
---@field name? string

---@class openai.AdminApiKeyCreateResponseOwner
---@field created_at? integer
---@field id? string
---@field name? string
---@field object? string
---@field role? string
---@field type? string

---@class openai.AdminApiKeyOwner
---@field created_at? integer
---@field id? string
---@field name? string
---@field object? string
---@field role? string
---@field type? string

---@class openai.AdminOrganizationAdminApiKeyDeleteResult
---@field id string
---@field object "organization.admin_api_key.deleted"
---@field deleted boolean

---@class openai.AdminOrganizationAuditLogListEffectiveAt
---@field gt? integer
---@field gte? integer
---@field lt? integer
---@field lte? integer

---@alias openai.AdminOrganizationDataRetentionUpdateRetentionType
---| "zero_data_retention"
---| "modified_abuse_monitoring"
---| "enhanced_zero_data_retention"
---| "enhanced_modified_abuse_monitoring"

---@class openai.AdminOrganizationInviteCreateProjectsItem
---@field id string
---@field role "member"|"owner"

---@alias openai.AdminOrganizationProjectDataRetentionUpdateRetentionType
---| "organization_default"
---| "none"
---| "zero_data_retention"
---| "modified_abuse_monitoring"
---| "enhanced_zero_data_retention"
---| "enhanced_modified_abuse_monitoring"

---@class openai.AssignedRoleDetails
---@field id string
---@field name string
---@field permissions string[]
---@field resource_type string
---@field predefined_role boolean
---@field description? string
---@field created_at? integer
---@field updated_at? integer
---@field created_by? string
---@field created_by_user_obj? table
---@field metadata? table
---@field assignment_sources? openai.AssignedRoleDetailsAssignmentSourcesItem[]

---@class openai.AssignedRoleDetailsAssignmentSourcesItem
---@field principal_id string
---@field principal_type string

---@class openai.AuditLog
---@field id string
---@field type openai.AuditLogEventType
---@field effective_at integer
---@field actor? openai.AuditLogActor
---@field ["api_key.created"] openai.AuditLogApiKeyCreated?
---@field ["api_key.deleted"] openai.AuditLogApiKeyDeleted?
---@field ["api_key.updated"] openai.AuditLogApiKeyUpdated?
---@field ["certificate.created"] openai.AuditLogCertificateCreated?
---@field ["certificate.deleted"] openai.AuditLogCertificateDeleted?
---@field ["certificate.updated"] openai.AuditLogCertificateUpdated?
---@field ["certificates.activated"] openai.AuditLogCertificatesActivated?
---@field ["certificates.deactivated"] openai.AuditLogCertificatesDeactivated?
---@field ["checkpoint.permission.created"] openai.AuditLogCheckpointPermissionCreated?
---@field ["checkpoint.permission.deleted"] openai.AuditLogCheckpointPermissionDeleted?
---@field ["external_key.registered"] openai.AuditLogExternalKeyRegistered?
---@field ["external_key.removed"] openai.AuditLogExternalKeyRemoved?
---@field ["group.created"] openai.AuditLogGroupCreated?
---@field ["group.deleted"] openai.AuditLogGroupDeleted?
---@field ["group.updated"] openai.AuditLogGroupUpdated?
---@field ["invite.accepted"] openai.AuditLogInviteAccepted?
---@field ["invite.deleted"] openai.AuditLogInviteDeleted?
---@field ["invite.sent"] openai.AuditLogInviteSent?
---@field ["ip_allowlist.config.activated"] openai.AuditLogIpAllowlistConfigActivated?
---@field ["ip_allowlist.config.deactivated"] openai.AuditLogIpAllowlistConfigDeactivated?
---@field ["ip_allowlist.created"] openai.AuditLogIpAllowlistCreated?
---@field ["ip_allowlist.deleted"] openai.AuditLogIpAllowlistDeleted?
---@field ["ip_allowlist.updated"] openai.AuditLogIpAllowlistUpdated?
---@field ["login.failed"] openai.AuditLogLoginFailed?
---@field ["login.succeeded"] table?
---@field ["logout.failed"] openai.AuditLogLogoutFailed?
---@field ["logout.succeeded"] table?
---@field ["organization.updated"] openai.AuditLogOrganizationUpdated?
---@field project? openai.AuditLogProject
---@field ["project.archived"] openai.AuditLogProjectArchived?
---@field ["project.created"] openai.AuditLogProjectCreated?
---@field ["project.deleted"] openai.AuditLogProjectDeleted?
---@field ["project.updated"] openai.AuditLogProjectUpdated?
---@field ["rate_limit.deleted"] openai.AuditLogRateLimitDeleted?
---@field ["rate_limit.updated"] openai.AuditLogRateLimitUpdated?
---@field ["role.assignment.created"] openai.AuditLogRoleAssignmentCreated?
---@field ["role.assignment.deleted"] openai.AuditLogRoleAssignmentDeleted?
---@field ["role.bound_to_resource"] openai.AuditLogRoleBoundToResource?
---@field ["role.created"] openai.AuditLogRoleCreated?
---@field ["role.deleted"] openai.AuditLogRoleDeleted?
---@field ["role.unbound_from_resource"] openai.AuditLogRoleUnboundFromResource?
---@field ["role.updated"] openai.AuditLogRoleUpdated?
---@field ["scim.disabled"] openai.AuditLogScimDisabled?
---@field ["scim.enabled"] openai.AuditLogScimEnabled?
---@field ["service_account.created"] openai.AuditLogServiceAccountCreated?
---@field ["service_account.deleted"] openai.AuditLogServiceAccountDeleted?
---@field ["service_account.updated"] openai.AuditLogServiceAccountUpdated?
---@field ["user.added"] openai.AuditLogUserAdded?
---@field ["user.deleted"] openai.AuditLogUserDeleted?
---@field ["user.updated"] openai.AuditLogUserUpdated?
---@field ["workload_identity_provider.created"] openai.AuditLogWorkloadIdentityProviderCreated?
---@field ["workload_identity_provider.deleted"] openai.AuditLogWorkloadIdentityProviderDeleted?
---@field ["workload_identity_provider.updated"] openai.AuditLogWorkloadIdentityProviderUpdated?
---@field ["workload_identity_provider_mapping.created"] openai.AuditLogWorkloadIdentityProviderMappingCreated?
---@field ["workload_identity_provider_mapping.deleted"] openai.AuditLogWorkloadIdentityProviderMappingDeleted?
---@field ["workload_identity_provider_mapping.updated"] openai.AuditLogWorkloadIdentityProviderMappingUpdated?

---@class openai.AuditLogActor
---@field api_key? openai.AuditLogActorApiKey
---@field session? openai.AuditLogActorSession
---@field type? "session"|"api_key"

---@class openai.AuditLogActorApiKey
---@field id? string
---@field service_account? openai.AuditLogActorServiceAccount
---@field type? "user"|"service_account"
---@field user? openai.AuditLogActorUser

---@class openai.AuditLogActorServiceAccount
---@field id? string

---@class openai.AuditLogActorSession
---@field ip_address? string
---@field user? openai.AuditLogActorUser

---@class openai.AuditLogActorUser
---@field email? string
---@field id? string

---@class openai.AuditLogApiKeyCreated
---@field data? openai.AuditLogApiKeyCreatedData
---@field id? string

---@class openai.AuditLogApiKeyCreatedData
---@field scopes? string[]

---@class openai.AuditLogApiKeyDeleted
---@field id? string

---@class openai.AuditLogApiKeyUpdated
---@field changes_requested? openai.AuditLogApiKeyUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogApiKeyUpdatedChangesRequested
---@field scopes? string[]

---@class openai.AuditLogCertificateCreated
---@field id? string
---@field name? string

---@class openai.AuditLogCertificateDeleted
---@field certificate? string
---@field id? string
---@field name? string

---@class openai.AuditLogCertificateUpdated
---@field id? string
---@field name? string

---@class openai.AuditLogCertificatesActivated
---@field certificates? openai.AuditLogCertificatesActivatedCertificatesItem[]

---@class openai.AuditLogCertificatesActivatedCertificatesItem
---@field id? string
---@field name? string

---@class openai.AuditLogCertificatesDeactivated
---@field certificates? openai.AuditLogCertificatesDeactivatedCertificatesItem[]

---@class openai.AuditLogCertificatesDeactivatedCertificatesItem
---@field id? string
---@field name? string

---@class openai.AuditLogCheckpointPermissionCreated
---@field data? openai.AuditLogCheckpointPermissionCreatedData
---@field id? string

---@class openai.AuditLogCheckpointPermissionCreatedData
---@field fine_tuned_model_checkpoint? string
---@field project_id? string

---@class openai.AuditLogCheckpointPermissionDeleted
---@field id? string

---@alias openai.AuditLogEventType
---| "api_key.created"
---| "api_key.updated"
---| "api_key.deleted"
---| "certificate.created"
---| "certificate.updated"
---| "certificate.deleted"
---| "certificates.activated"
---| "certificates.deactivated"
---| "checkpoint.permission.created"
---| "checkpoint.permission.deleted"
---| "external_key.registered"
---| "external_key.removed"
---| "group.created"
---| "group.updated"
---| "group.deleted"
---| "invite.sent"
---| "invite.accepted"
---| "invite.deleted"
---| "ip_allowlist.created"
---| "ip_allowlist.updated"
---| "ip_allowlist.deleted"
---| "ip_allowlist.config.activated"
---| "ip_allowlist.config.deactivated"
---| "login.succeeded"
---| "login.failed"
---| "logout.succeeded"
---| "logout.failed"
---| "organization.updated"
---| "project.created"
---| "project.updated"
---| "project.archived"
---| "project.deleted"
---| "rate_limit.updated"
---| "rate_limit.deleted"
---| "resource.deleted"
---| "tunnel.created"
---| "tunnel.updated"
---| "tunnel.deleted"
---| "workload_identity_provider.created"
---| "workload_identity_provider.updated"
---| "workload_identity_provider.deleted"
---| "workload_identity_provider_mapping.created"
---| "workload_identity_provider_mapping.updated"
---| "workload_identity_provider_mapping.deleted"
---| "role.created"
---| "role.updated"
---| "role.deleted"
---| "role.assignment.created"
---| "role.assignment.deleted"
---| "role.bound_to_resource"
---| "role.unbound_from_resource"
---| "scim.enabled"
---| "scim.disabled"
---| "service_account.created"
---| "service_account.updated"
---| "service_account.deleted"
---| "user.added"
---| "user.updated"
---| "user.deleted"
---| "tenant.metadata.updated"
---| "tenant.microsoft_entra_mapping.upserted"
---| "tenant.microsoft_entra_mapping.deleted"
---| "tenant.workload_identity.provider.created"
---| "tenant.workload_identity.provider.updated"
---| "tenant.workload_identity.provider.archived"
---| "tenant.workload_identity.mapping.created"
---| "tenant.workload_identity.mapping.updated"
---| "tenant.workload_identity.mapping.archived"
---| "tenant.workload_identity.binding.created"
---| "tenant.workload_identity.principal.provisioned"
---| "tenant.workload_identity.access_token.issued"
---| "tenant.admin_api_key.created"
---| "tenant.admin_api_key.updated"
---| "tenant.admin_api_key.deleted"
---| "tenant.project_api_key.created"
---| "tenant.chatgpt_access_token.revoked"
---| "tenant.migration.completed"
---| "tenant.sso.migrated"
---| "tenant.domains.migrated"
---| "tenant.sso_connection.created"
---| "tenant.sso_connection.updated"
---| "tenant.sso_connection.deleted"
---| "tenant.sso_connection.setup.started"
---| "tenant.policy.created"
---| "tenant.policy.updated"
---| "tenant.policy.deleted"
---| "tenant.policy.attached"
---| "tenant.policy.detached"
---| "tenant.principal_authentication_policy.resolved"
---| "tenant.scim.setup.started"
---| "tenant.scim.deletion.requested"
---| "tenant.scim.directory.created"
---| "tenant.product_access_policy.updated"
---| "tenant.resource_share_grant.created"
---| "tenant.resource_share_grant.updated"
---| "tenant.resource_share_grant.accepted"
---| "tenant.resource_share_grant.declined"
---| "tenant.resource_share_grant.revoked"
---| "tenant.resource_share_grant.deleted"
---| "tenant.service_account.updated"
---| "tenant.service_account.deleted"
---| "tenant.service_account.token.revoked"
---| "tenant.billing.overage_limit.updated"
---| "tenant.billing.alerts.updated"
---| "tenant.billing.info.updated"
---| "tenant.usage_limit.workspace.updated"
---| "tenant.usage_limit.group.updated"
---| "tenant.usage_limit.user.updated"
---| "tenant.usage_limit.increase_request.updated"
---| "tenant.usage_limit.increase_request.resolved"
---| "tenant.group.created"
---| "tenant.group.updated"
---| "tenant.group.deleted"
---| "tenant.group.member.added"
---| "tenant.group.member.removed"
---| "tenant.migration_rollout.status.updated"
---| "tenant.migration_rollout.tier.updated"
---| "tenant.role.metadata.updated"
---| "tenant.custom_role.created"
---| "tenant.custom_role.updated"
---| "tenant.custom_role.deleted"
---| "tenant.role_assignment.created"
---| "tenant.role_assignment.deleted"
---| "tenant.resource_role_assignment.created"
---| "tenant.resource_role_assignment.deleted"
---| "tenant.resource_access.updated"
---| "tenant.resource_access.deleted"
---| "tenant.ads_account.onboarding.redemption"
---| "tenant.session_policy.created"
---| "tenant.session_policy.updated"
---| "tenant.session_policy.deleted"
---| "tenant.session_revocation.started"
---| "tenant.third_party_app_policy.updated"
---| "tenant.user.added"
---| "tenant.user.updated"
---| "tenant.user.removed"
---| "tenant.user.looked_up"
---| "tenant.user.invited"
---| "tenant.membership.revoked"
---| "tenant.api_organization_invite.upserted"
---| "tenant.api_organization_invite.deleted"
---| "tenant.chatgpt_workspace_invite.upserted"
---| "tenant.membership.accepted"
---| "tenant.membership.declined"
---| "tenant.workspace_invite_email_settings.updated"

---@class openai.AuditLogExternalKeyRegistered
---@field data? table
---@field id? string

---@class openai.AuditLogExternalKeyRemoved
---@field id? string

---@class openai.AuditLogGroupCreated
---@field data? openai.AuditLogGroupCreatedData
---@field id? string

---@class openai.AuditLogGroupCreatedData
---@field group_name? string

---@class openai.AuditLogGroupDeleted
---@field id? string

---@class openai.AuditLogGroupUpdated
---@field changes_requested? openai.AuditLogGroupUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogGroupUpdatedChangesRequested
---@field group_name? string

---@class openai.AuditLogInviteAccepted
---@field id? string

---@class openai.AuditLogInviteDeleted
---@field id? string

---@class openai.AuditLogInviteSent
---@field data? openai.AuditLogInviteSentData
---@field id? string

---@class openai.AuditLogInviteSentData
---@field email? string
---@field role? string

---@class openai.AuditLogIpAllowlistConfigActivated
---@field configs? openai.AuditLogIpAllowlistConfigActivatedConfigsItem[]

---@class openai.AuditLogIpAllowlistConfigActivatedConfigsItem
---@field id? string
---@field name? string

---@class openai.AuditLogIpAllowlistConfigDeactivated
---@field configs? openai.AuditLogIpAllowlistConfigDeactivatedConfigsItem[]

---@class openai.AuditLogIpAllowlistConfigDeactivatedConfigsItem
---@field id? string
---@field name? string

---@class openai.AuditLogIpAllowlistCreated
---@field allowed_ips? string[]
---@field id? string
---@field name? string

---@class openai.AuditLogIpAllowlistDeleted
---@field allowed_ips? string[]
---@field id? string
---@field name? string

---@class openai.AuditLogIpAllowlistUpdated
---@field allowed_ips? string[]
---@field id? string

---@class openai.AuditLogLoginFailed
---@field error_code? string
---@field error_message? string

---@class openai.AuditLogLogoutFailed
---@field error_code? string
---@field error_message? string

---@class openai.AuditLogOrganizationUpdated
---@field changes_requested? openai.AuditLogOrganizationUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogOrganizationUpdatedChangesRequested
---@field api_call_logging? string
---@field api_call_logging_project_ids? string
---@field description? string
---@field name? string
---@field threads_ui_visibility? string
---@field title? string
---@field usage_dashboard_visibility? string

---@class openai.AuditLogProject
---@field id? string
---@field name? string

---@class openai.AuditLogProjectArchived
---@field id? string

---@class openai.AuditLogProjectCreated
---@field data? openai.AuditLogProjectCreatedData
---@field id? string

---@class openai.AuditLogProjectCreatedData
---@field name? string
---@field title? string

---@class openai.AuditLogProjectDeleted
---@field id? string

---@class openai.AuditLogProjectUpdated
---@field changes_requested? openai.AuditLogProjectUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogProjectUpdatedChangesRequested
---@field title? string

---@class openai.AuditLogRateLimitDeleted
---@field id? string

---@class openai.AuditLogRateLimitUpdated
---@field changes_requested? openai.AuditLogRateLimitUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogRateLimitUpdatedChangesRequested
---@field batch_1_day_max_input_tokens? integer
---@field max_audio_megabytes_per_1_minute? integer
---@field max_images_per_1_minute? integer
---@field max_requests_per_1_day? integer
---@field max_requests_per_1_minute? integer
---@field max_tokens_per_1_minute? integer

---@class openai.AuditLogRoleAssignmentCreated
---@field id? string
---@field principal_id? string
---@field principal_type? string
---@field resource_id? string
---@field resource_type? string

---@class openai.AuditLogRoleAssignmentDeleted
---@field id? string
---@field principal_id? string
---@field principal_type? string
---@field resource_id? string
---@field resource_type? string

---@class openai.AuditLogRoleBoundToResource
---@field connector_id? string
---@field connector_name? string
---@field enabled? boolean
---@field id? string
---@field permissions? string[]
---@field resource_id? string
---@field resource_type? string
---@field role_id? string
---@field source? openai.AuditLogRoleBoundToResourceSource
---@field workspace_id? string

---@alias openai.AuditLogRoleBoundToResourceSource
---| "role_toggle"
---| "role_connector_update"
---| "role_delete"
---| "workspace_permissions"
---| "connector_publish"

---@class openai.AuditLogRoleCreated
---@field id? string
---@field permissions? string[]
---@field resource_id? string
---@field resource_type? string
---@field role_name? string

---@class openai.AuditLogRoleDeleted
---@field id? string

---@class openai.AuditLogRoleUnboundFromResource
---@field connector_id? string
---@field connector_name? string
---@field enabled? boolean
---@field id? string
---@field permissions? string[]
---@field resource_id? string
---@field resource_type? string
---@field role_id? string
---@field source? openai.AuditLogRoleUnboundFromResourceSource
---@field workspace_id? string

---@alias openai.AuditLogRoleUnboundFromResourceSource
---| "role_toggle"
---| "role_connector_update"
---| "role_delete"
---| "workspace_permissions"
---| "connector_publish"

---@class openai.AuditLogRoleUpdated
---@field changes_requested? openai.AuditLogRoleUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogRoleUpdatedChangesRequested
---@field description? string
---@field metadata? table
---@field permissions_added? string[]
---@field permissions_removed? string[]
---@field resource_id? string
---@field resource_type? string
---@field role_name? string

---@class openai.AuditLogScimDisabled
---@field id? string

---@class openai.AuditLogScimEnabled
---@field id? string

---@class openai.AuditLogServiceAccountCreated
---@field data? openai.AuditLogServiceAccountCreatedData
---@field id? string

---@class openai.AuditLogServiceAccountCreatedData
---@field role? string

---@class openai.AuditLogServiceAccountDeleted
---@field id? string

---@class openai.AuditLogServiceAccountUpdated
---@field changes_requested? openai.AuditLogServiceAccountUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogServiceAccountUpdatedChangesRequested
---@field role? string

---@class openai.AuditLogUserAdded
---@field data? openai.AuditLogUserAddedData
---@field id? string

---@class openai.AuditLogUserAddedData
---@field role? string

---@class openai.AuditLogUserDeleted
---@field id? string

---@class openai.AuditLogUserUpdated
---@field changes_requested? openai.AuditLogUserUpdatedChangesRequested
---@field id? string

---@class openai.AuditLogUserUpdatedChangesRequested
---@field role? string

---@class openai.AuditLogWorkloadIdentityProviderCreated
---@field data? table
---@field id? string

---@class openai.AuditLogWorkloadIdentityProviderDeleted
---@field id? string
---@field name? string

---@class openai.AuditLogWorkloadIdentityProviderMappingCreated
---@field data? table
---@field id? string
---@field identity_provider_id? string

---@class openai.AuditLogWorkloadIdentityProviderMappingDeleted
---@field id? string
---@field identity_provider_id? string
---@field project_id? string
---@field service_account_id? string

---@class openai.AuditLogWorkloadIdentityProviderMappingUpdated
---@field changes_requested? table
---@field id? string
---@field identity_provider_id? string

---@class openai.AuditLogWorkloadIdentityProviderUpdated
---@field changes_requested? table
---@field id? string

---@class openai.Certificate
---@field object openai.CertificateObject
---@field id string
---@field name? string
---@field created_at integer
---@field certificate_details openai.CertificateCertificateDetails
---@field active? boolean

---@class openai.CertificateCertificateDetails
---@field content? string
---@field expires_at? integer
---@field valid_at? integer

---@alias openai.CertificateObject
---| "certificate"
---| "organization.certificate"
---| "organization.project.certificate"

---@class openai.CostsResult
---@field object "organization.costs.result"
---@field amount? openai.CostsResultAmount
---@field api_key_id? string
---@field line_item? string
---@field project_id? string
---@field quantity? number
---@field quantity_unit? openai.CostsResultQuantityUnit

---@class openai.CostsResultAmount
---@field currency? string
---@field value? number

---@alias openai.CostsResultQuantityUnit
---| string
---| "tokens"
---| "1000_tokens"
---| "duration_seconds"
---| "duration_minutes"
---| "duration_hours"
---| "gibibyte_hours"
---| "images"
---| "characters"

---@class openai.DeleteCertificateResponse
---@field object "certificate.deleted"
---@field id string

---@class openai.DeletedRoleAssignment
---@field object string
---@field deleted boolean

---@class openai.Group
---@field object "group"
---@field id string
---@field name string
---@field created_at integer
---@field scim_managed boolean

---@class openai.GroupDeleted
---@field object "group.deleted"
---@field id string
---@field deleted boolean

---@class openai.GroupMemberUser
---@field id string
---@field name string
---@field email? string
---@field picture? string
---@field is_service_account? boolean
---@field user_type "user"|"tenant_user"

---@class openai.GroupResourceWithSuccess
---@field id string
---@field name string
---@field created_at integer
---@field is_scim_managed boolean

---@class openai.GroupResponse
---@field id string
---@field name string
---@field created_at integer
---@field is_scim_managed boolean
---@field group_type "group"|"tenant_group"

---@class openai.GroupRoleAssignment
---@field object "group.role"
---@field group openai.Group
---@field role openai.Role

---@class openai.GroupUser
---@field id string
---@field name string
---@field email? string

---@class openai.GroupUserAssignment
---@field object "group.user"
---@field user_id string
---@field group_id string

---@class openai.GroupUserDeleted
---@field object "group.user.deleted"
---@field deleted boolean

---@class openai.HostedToolPermission
---@field enabled boolean

---@class openai.HostedToolPermissionUpdate
---@field enabled boolean

---@class openai.Invite
---@field object "organization.invite"
---@field id string
---@field email string
---@field role "owner"|"reader"
---@field status "accepted"|"expired"|"pending"
---@field created_at integer
---@field projects openai.InviteProjectsItem[]
---@field accepted_at? integer
---@field expires_at? integer

---@class openai.InviteDeleteResponse
---@field object "organization.invite.deleted"
---@field id string
---@field deleted boolean

---@class openai.InviteProjectsItem
---@field id string
---@field role "member"|"owner"

---@class openai.OrganizationCertificate
---@field object "organization.certificate"
---@field id string
---@field name? string
---@field created_at integer
---@field certificate_details openai.OrganizationCertificateCertificateDetails
---@field active boolean

---@class openai.OrganizationCertificateCertificateDetails
---@field expires_at? integer
---@field valid_at? integer

---@class openai.OrganizationDataRetention
---@field object "organization.data_retention"
---@field type openai.OrganizationDataRetentionType

---@alias openai.OrganizationDataRetentionType
---| "zero_data_retention"
---| "modified_abuse_monitoring"
---| "enhanced_zero_data_retention"
---| "enhanced_modified_abuse_monitoring"

---@class openai.OrganizationProjectCertificate
---@field object "organization.project.certificate"
---@field id string
---@field name? string
---@field created_at integer
---@field certificate_details openai.OrganizationProjectCertificateCertificateDetails
---@field active boolean

---@class openai.OrganizationProjectCertificateCertificateDetails
---@field expires_at? integer
---@field valid_at? integer

---@class openai.OrganizationSpendAlert
---@field id string
---@field object "organization.spend_alert"
---@field threshold_amount integer
---@field currency "USD"
---@field interval "month"
---@field notification_channel openai.SpendAlertNotificationChannel

---@class openai.OrganizationSpendAlertDeleted
---@field id string
---@field object "organization.spend_alert.deleted"
---@field deleted boolean

---@class openai.OrganizationSpendLimit
---@field object "organization.spend_limit" default "organization.spend_limit"
---@field threshold_amount integer
---@field currency openai.SpendLimitCurrency
---@field interval openai.SpendLimitInterval
---@field enforcement openai.SpendLimitEnforcement

---@class openai.OrganizationSpendLimitDeleted
---@field object "organization.spend_limit.deleted" default "organization.spend_limit.deleted"
---@field deleted boolean

---@class openai.Project
---@field id string
---@field object "organization.project"
---@field created_at integer
---@field archived_at? integer
---@field external_key_id? string
---@field name? string
---@field residency? openai.PublicProjectResidency
---@field status? string

---@class openai.ProjectApiKey
---@field object "organization.project.api_key"
---@field redacted_value string
---@field name string
---@field created_at integer
---@field last_used_at? integer
---@field id string
---@field owner_project_access "active"|"inactive"
---@field owner openai.ProjectApiKeyOwner

---@class openai.ProjectApiKeyDeleteResponse
---@field object "organization.project.api_key.deleted"
---@field id string
---@field deleted boolean

---@class openai.ProjectApiKeyOwner
---@field service_account? openai.ProjectApiKeyOwnerServiceAccount
---@field type? "user"|"service_account"
---@field user? openai.ProjectApiKeyOwnerUser

---@class openai.ProjectApiKeyOwnerServiceAccount
---@field id string
---@field name string
---@field created_at integer
---@field role string

---@class openai.ProjectApiKeyOwnerUser
---@field id string
---@field email string
---@field name string
---@field created_at integer
---@field role string

---@class openai.ProjectDataRetention
---@field object "project.data_retention"
---@field type openai.ProjectDataRetentionType

---@alias openai.ProjectDataRetentionType
---| "organization_default"
---| "none"
---| "zero_data_retention"
---| "modified_abuse_monitoring"
---| "enhanced_zero_data_retention"
---| "enhanced_modified_abuse_monitoring"

---@class openai.ProjectGroup
---@field object "project.group"
---@field project_id string
---@field group_id string
---@field group_name string
---@field group_type "group"|"tenant_group"
---@field created_at integer

---@class openai.ProjectGroupDeleted
---@field object "project.group.deleted"
---@field deleted boolean

---@class openai.ProjectHostedToolPermissions
---@field file_search openai.HostedToolPermission
---@field web_search openai.HostedToolPermission
---@field image_generation openai.HostedToolPermission
---@field mcp openai.HostedToolPermission
---@field code_interpreter openai.HostedToolPermission

---@class openai.ProjectModelPermissions
---@field object "project.model_permissions"
---@field mode "allow_list"|"deny_list"
---@field model_ids string[]

---@class openai.ProjectModelPermissionsDeleteResponse
---@field object "project.model_permissions.deleted"
---@field deleted boolean

---@class openai.ProjectRateLimit
---@field object "project.rate_limit"
---@field id string
---@field model string
---@field max_requests_per_1_minute integer
---@field max_tokens_per_1_minute integer
---@field batch_1_day_max_input_tokens? integer
---@field max_audio_megabytes_per_1_minute? integer
---@field max_images_per_1_minute? integer
---@field max_requests_per_1_day? integer

---@class openai.ProjectServiceAccount
---@field object "organization.project.service_account"
---@field id string
---@field name string
---@field role "owner"|"member"|"none"
---@field created_at integer

---@class openai.ProjectServiceAccountApiKey
---@field object "organization.project.service_account.api_key"
---@field value string
---@field name string
---@field created_at integer
---@field id string

---@class openai.ProjectServiceAccountCreateResponse
---@field object "organization.project.service_account"
---@field id string
---@field name string
---@field role "member"|"none"
---@field created_at integer
---@field api_key? openai.ProjectServiceAccountApiKey

---@class openai.ProjectServiceAccountDeleteResponse
---@field object "organization.project.service_account.deleted"
---@field id string
---@field deleted boolean

---@class openai.ProjectSpendAlert
---@field id string
---@field object "project.spend_alert"
---@field threshold_amount integer
---@field currency "USD"
---@field interval "month"
---@field notification_channel openai.SpendAlertNotificationChannel

---@class openai.ProjectSpendAlertDeleted
---@field id string
---@field object "project.spend_alert.deleted"
---@field deleted boolean

---@class openai.ProjectSpendLimit
---@field object "project.spend_limit" default "project.spend_limit"
---@field threshold_amount integer
---@field currency openai.SpendLimitCurrency
---@field interval openai.SpendLimitInterval
---@field enforcement openai.SpendLimitEnforcement

---@class openai.ProjectSpendLimitDeleted
---@field object "project.spend_limit.deleted" default "project.spend_limit.deleted"
---@field deleted boolean

---@class openai.ProjectUser
---@field object "organization.project.user"
---@field id string
---@field role string
---@field added_at integer
---@field email? string
---@field name? string

---@class openai.ProjectUserDeleteResponse
---@field object "organization.project.user.deleted"
---@field id string
---@field deleted boolean

---@alias openai.PublicProjectResidency
---| "GLOBAL"
---| "US_STORAGE_PROCESSING"
---| "EU_STORAGE_PROCESSING"
---| "JP_STORAGE"
---| "KR_STORAGE"
---| "CA_STORAGE"
---| "SG_STORAGE"
---| "IN_STORAGE"
---| "AU_STORAGE"
---| "GB_STORAGE"
---| "AE_STORAGE"
---| "AE_STORAGE_PROCESSING"

---@class openai.Role
---@field object "role"
---@field id string
---@field name string
---@field description? string
---@field permissions string[]
---@field resource_type string
---@field predefined_role boolean

---@class openai.RoleDeleted
---@field object "role.deleted"
---@field id string
---@field deleted boolean

---@class openai.ServiceAccountApiKeyBody
---@field object "organization.project.service_account.api_key" default "organization.project.service_account.api_key"
---@field value string
---@field name string
---@field created_at integer
---@field id string

---@class openai.SpendAlertNotificationChannel
---@field type "email"
---@field recipients string[]
---@field subject_prefix? string

---@alias openai.SpendLimitCurrency
---| string
---| "USD"

---@class openai.SpendLimitEnforcement
---@field status openai.SpendLimitEnforcementStatus

---@alias openai.SpendLimitEnforcementStatus
---| string
---| "inactive"
---| "enforcing"

---@alias openai.SpendLimitInterval
---| string
---| "month"

---@class openai.UsageAudioSpeechesResult
---@field object "organization.usage.audio_speeches.result"
---@field characters integer
---@field num_model_requests integer
---@field api_key_id? string
---@field model? string
---@field project_id? string
---@field user_id? string

---@class openai.UsageAudioTranscriptionsResult
---@field object "organization.usage.audio_transcriptions.result"
---@field seconds integer
---@field num_model_requests integer
---@field api_key_id? string
---@field model? string
---@field project_id? string
---@field user_id? string

---@class openai.UsageCodeInterpreterSessionsResult
---@field object "organization.usage.code_interpreter_sessions.result"
---@field num_sessions integer
---@field project_id? string

---@class openai.UsageCompletionsResult
---@field object "organization.usage.completions.result"
---@field input_tokens integer
---@field output_tokens integer
---@field num_model_requests integer
---@field api_key_id? string
---@field batch? boolean
---@field input_audio_tokens? integer
---@field input_cache_write_tokens? integer
---@field input_cached_audio_tokens? integer
---@field input_cached_image_tokens? integer
---@field input_cached_text_tokens? integer
---@field input_cached_tokens? integer
---@field input_image_tokens? integer
---@field input_text_tokens? integer
---@field input_uncached_tokens? integer
---@field model? string
---@field output_audio_tokens? integer
---@field output_image_tokens? integer
---@field output_text_tokens? integer
---@field project_id? string
---@field service_tier? string
---@field user_id? string

---@class openai.UsageEmbeddingsResult
---@field object "organization.usage.embeddings.result"
---@field input_tokens integer
---@field num_model_requests integer
---@field api_key_id? string
---@field model? string
---@field project_id? string
---@field user_id? string

---@class openai.UsageFileSearchCallsResult
---@field object "organization.usage.file_searches.result"
---@field num_requests integer
---@field api_key_id? string
---@field project_id? string
---@field user_id? string
---@field vector_store_id? string

---@class openai.UsageImagesResult
---@field object "organization.usage.images.result"
---@field images integer
---@field num_model_requests integer
---@field api_key_id? string
---@field model? string
---@field project_id? string
---@field size? string
---@field source? string
---@field user_id? string

---@class openai.UsageModerationsResult
---@field object "organization.usage.moderations.result"
---@field input_tokens integer
---@field num_model_requests integer
---@field api_key_id? string
---@field model? string
---@field project_id? string
---@field user_id? string

---@class openai.UsageTimeBucket
---@field object "bucket"
---@field start_time integer
---@field end_time integer
---@field results openai.UsageTimeBucketResults[]

---@alias openai.UsageTimeBucketResults
---| openai.UsageCompletionsResult
---| openai.UsageEmbeddingsResult
---| openai.UsageModerationsResult
---| openai.UsageImagesResult
---| openai.UsageAudioSpeechesResult
---| openai.UsageAudioTranscriptionsResult
---| openai.UsageVectorStoresResult
---| openai.UsageCodeInterpreterSessionsResult
---| openai.UsageFileSearchCallsResult
---| openai.UsageWebSearchCallsResult
---| openai.CostsResult

---@class openai.UsageVectorStoresResult
---@field object "organization.usage.vector_stores.result"
---@field usage_bytes integer
---@field project_id? string

---@class openai.UsageWebSearchCallsResult
---@field object "organization.usage.web_searches.result"
---@field num_model_requests integer
---@field num_requests integer
---@field api_key_id? string
---@field context_level? string
---@field model? string
---@field project_id? string
---@field user_id? string

---@class openai.User
---@field object "organization.user"
---@field id string
---@field added_at integer
---@field api_key_last_used_at? integer
---@field created? integer
---@field developer_persona? string
---@field email? string
---@field is_default? boolean
---@field is_scale_tier_authorized_purchaser? boolean
---@field is_scim_managed? boolean
---@field is_service_account? boolean
---@field name? string
---@field projects? openai.UserProjects
---@field role? string
---@field technical_level? string
---@field user? openai.UserUser

---@class openai.UserDeleteResponse
---@field object "organization.user.deleted"
---@field id string
---@field deleted boolean

---@class openai.UserProjects
---@field object "list"
---@field data openai.UserProjectsDataItem[]

---@class openai.UserProjectsDataItem
---@field id? string
---@field name? string
---@field role? string

---@class openai.UserRoleAssignment
---@field object "user.role"
---@field user openai.User
---@field role openai.Role

---@class openai.UserUser
---@field object "user"
---@field id string
---@field banned? boolean
---@field banned_at? integer
---@field email? string
---@field enabled? boolean
---@field name? string
---@field picture? string
